import { ExternalLink } from 'lucide-react'

/** A link that leaves us. `href` has been checked to be https; its host is part of what is read. */
export function OutsideLink({
  href,
  host,
  text,
  onOpen,
}: {
  readonly href: string
  readonly host: string
  readonly text: string
  readonly onOpen?: () => void
}) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={href}
      onClick={onOpen}
      onAuxClick={onOpen}
      className="font-medium text-accent-text underline decoration-accent-text/30 underline-offset-2 wrap-anywhere hover:decoration-accent-text"
    >
      <bdi>{text}</bdi>
      {text.includes(host) ? null : <span className="ml-1 font-normal text-ink-3">({host})</span>}
      <ExternalLink className="mb-0.5 ml-1 inline size-3 max-md:hidden" aria-hidden="true" />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  )
}
