import { cx } from './cx.ts'

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase()

export function Avatar({ name, size = 'md' }: { readonly name: string; readonly size?: 'sm' | 'md' | 'lg' }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-flex shrink-0 select-none items-center justify-center rounded-full border border-line bg-sunken font-medium text-ink-2',
        size === 'sm' && 'size-5 text-[0.5625rem]',
        size === 'md' && 'size-7 text-2xs',
        size === 'lg' && 'size-9 text-xs',
      )}
    >
      {initials(name)}
    </span>
  )
}
