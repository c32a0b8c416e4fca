import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type Tone = 'info' | 'good' | 'warn' | 'bad'

const LOOK: Record<Tone, { readonly box: string; readonly icon: typeof Info }> = {
  info: { box: 'bg-sunken text-ink [&>svg]:text-ink-3', icon: Info },
  good: { box: 'bg-good-soft text-ink [&>svg]:text-good', icon: CircleCheck },
  warn: { box: 'bg-warn-soft text-ink [&>svg]:text-warn', icon: TriangleAlert },
  bad: { box: 'bg-bad-soft text-ink [&>svg]:text-bad', icon: CircleAlert },
}

type Props = {
  readonly tone: Tone
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
  readonly live?: 'status' | 'alert'
  readonly flush?: boolean
}

export function Banner({ tone, title, children, action, live, flush = false }: Props) {
  const { box, icon: Icon } = LOOK[tone]
  return (
    <div role={live} className={cx('flex items-start gap-2.5 px-3.5 py-2.5', !flush && 'rounded-lg', box)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{title}</p>
        {children ? <div className="mt-0.5 text-ink-2 wrap-anywhere">{children}</div> : null}
      </div>
      {action}
    </div>
  )
}
