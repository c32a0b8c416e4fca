import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type Props<T> = {
  readonly label: string
  readonly heads: readonly string[]
  /** The columns, at a desk; on a phone a row is one column. */
  readonly columns: string
  readonly rows: readonly T[]
  readonly hrefOf: (row: T) => string
  readonly keyOf: (row: T) => string
  readonly children: (row: T) => ReactNode
}

/** A dense list whose rows are links, with the heads of its columns at a desk. */
export function LinkRows<T>({ label, heads, columns, rows, hrefOf, keyOf, children }: Props<T>) {
  return (
    <div className="overflow-hidden rounded-lg border">
      <div
        aria-hidden="true"
        className={cx('hidden gap-x-6 border-b bg-canvas px-4 py-1.5 text-ink-3 text-xs md:grid', columns)}
      >
        {heads.map((head) => (
          <span key={head}>{head}</span>
        ))}
      </div>
      <ul aria-label={label} className="divide-y">
        {rows.map((row) => (
          <li key={keyOf(row)}>
            <Link
              href={hrefOf(row)}
              className={cx(
                'grid min-h-14 items-center gap-x-6 gap-y-1 px-4 py-2.5 -outline-offset-2 hover:bg-hover name-then-state',
                columns,
              )}
            >
              {children(row)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
