import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

type Props = {
  readonly title: ReactNode
  readonly description?: ReactNode
  /** Where a page below a list leads back to. */
  readonly back?: { readonly href: string; readonly label: string }
  readonly action?: ReactNode
  readonly narrow?: boolean
  readonly children: ReactNode
}

/** A page beside the rail that is not the inbox: one title, one column, one action. */
export function Page({ title, description, back, action, narrow = false, children }: Props) {
  return (
    <main id="content" className="relative min-h-0 flex-1 overflow-y-auto bg-surface scroll-thin">
      <div
        className={
          narrow ? 'mx-auto w-full max-w-3xl px-5 pb-16 md:px-8' : 'mx-auto w-full max-w-5xl px-5 pb-16 md:px-8'
        }
      >
        {back ? (
          <Link
            href={back.href}
            className="-ml-1.5 mt-4 inline-flex items-center gap-1.5 rounded-md px-1.5 py-1 text-ink-2 text-xs hover:text-ink max-md:min-h-11"
          >
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {back.label}
          </Link>
        ) : null}
        <header className={`flex flex-wrap items-start justify-between gap-x-8 gap-y-4 ${back ? 'pt-2' : 'pt-7'}`}>
          <div className="min-w-0 flex-1 basis-72">
            <h1 className="font-semibold text-xl tracking-[-0.017em] wrap-anywhere">{title}</h1>
            {description ? <p className="mt-1 max-w-[72ch] text-pretty text-ink-2">{description}</p> : null}
          </div>
          {action ? <div className="flex flex-wrap items-center gap-2">{action}</div> : null}
        </header>
        <div className="mt-6">{children}</div>
      </div>
    </main>
  )
}

/** A part of such a page, set apart by a rule and its own heading. */
export function Part({
  title,
  description,
  action,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="border-t py-7 first:border-t-0 first:pt-0">
      <div className="mb-4 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold text-base tracking-[-0.01em]">{title}</h2>
          {description ? <p className="mt-0.5 max-w-[72ch] text-pretty text-ink-2">{description}</p> : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
