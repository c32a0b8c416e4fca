import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'

type Tone = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md'

const TONES: Record<Tone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover shadow-1',
  secondary: 'bg-raised text-ink border border-line-strong hover:bg-hover shadow-1',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-raised text-bad border border-line-strong hover:bg-bad-soft shadow-1',
}
const SIZES: Record<Size, string> = { sm: 'h-7 px-2 text-xs', md: 'h-8 px-3 text-sm' }

export const buttonClass = (tone: Tone = 'secondary', size: Size = 'md', className?: string) =>
  cx(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors max-md:min-h-11 max-md:px-3.5',
    'aria-disabled:cursor-not-allowed aria-disabled:bg-sunken aria-disabled:text-ink-3 aria-disabled:shadow-none aria-disabled:hover:bg-sunken',
    TONES[tone],
    SIZES[size],
    className,
  )

type Props = Omit<ComponentProps<'button'>, 'disabled'> & {
  readonly tone?: Tone
  readonly size?: Size
  /** A button that cannot act says why and stays where it is, focusable, so that everyone can read the reason. */
  readonly disabledReason?: string | null | undefined
  readonly children: ReactNode
}

export function Button({ tone, size, disabledReason, className, onClick, title, children, ...rest }: Props) {
  const disabled = Boolean(disabledReason)
  return (
    <button
      type="button"
      {...rest}
      title={disabledReason ?? title}
      aria-disabled={disabled || undefined}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
      className={buttonClass(tone, size, className)}
    >
      {children}
    </button>
  )
}

/** An icon alone needs words for those who do not see it; the same words are its tooltip. */
type IconProps = Omit<Props, 'size'> & { readonly label: string; readonly compact?: boolean }

export function IconButton({ label, compact = false, className, children, ...rest }: IconProps) {
  return (
    <Button
      tone="ghost"
      aria-label={label}
      title={label}
      className={cx('px-0!', compact ? 'size-6!' : 'size-7! max-md:size-11!', className)}
      {...rest}
    >
      {children}
    </Button>
  )
}
