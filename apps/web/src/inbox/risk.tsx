import type { Risk } from '@countersign/shared/statuses'
import { RISK_WORDING } from '@countersign/shared/wording'
import { cx } from '../ui/cx.ts'

const BARS: Record<Risk, number> = { low: 1, medium: 2, high: 3 }

/** Risk as a word and a shape; only high risk also takes a colour. */
export function RiskLabel({ risk }: { readonly risk: Risk }) {
  const [word, ...rest] = RISK_WORDING[risk].label.split(' ')
  return (
    <span className={cx('inline-flex items-center gap-1.5', risk === 'high' ? 'font-medium text-bad' : 'text-ink-2')}>
      <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 4.25}
            y={12 - bar * 3.6}
            width="2.9"
            height={bar * 3.6}
            rx="0.8"
            fill="currentColor"
            opacity={bar <= BARS[risk] ? 1 : 0.22}
          />
        ))}
      </svg>
      {word}
      <span className="sr-only"> {rest.join(' ')}</span>
    </span>
  )
}
