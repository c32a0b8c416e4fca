import { cx } from './cx.ts'

export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'off'

const DOT: Record<Tone, string> = {
  good: 'bg-good',
  wait: 'bg-accent-text',
  warn: 'bg-warn',
  bad: 'bg-bad',
  off: 'border-[1.5px] border-ink-3',
}
const WORD: Record<Tone, string> = {
  good: 'text-ink-2',
  wait: 'text-ink-2',
  warn: 'text-warn',
  bad: 'font-medium text-bad',
  off: 'text-ink-3',
}

/** A state as a dot and a word; colour is never the only sign. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className={cx('inline-flex items-baseline gap-1.5', WORD[tone])}>
      <span className={cx('size-1.5 shrink-0 -translate-y-[0.0625rem] rounded-full', DOT[tone])} aria-hidden="true" />
      {children}
    </span>
  )
}
