import { cx } from './cx.ts'

/** Two strokes, the second crossing the first: a signature and its countersignature. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={cx('text-accent-text', className)} fill="none" aria-hidden="true">
      <path
        d="M3 13.2 7.6 18 17 5.5"
        stroke="currentColor"
        strokeOpacity=".45"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="m10.2 15.3 2.6 2.7L21.6 6.2"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
