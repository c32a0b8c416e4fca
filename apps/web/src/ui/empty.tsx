import type { ReactNode } from 'react'

type Props = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }

/** Nothing here yet, why that may be, and the next step. */
export const Empty = ({ title, children, action }: Props) => (
  <div className="rounded-lg border border-dashed px-6 py-10">
    <p className="font-semibold text-base">{title}</p>
    <p className="mt-1 max-w-[58ch] text-ink-2">{children}</p>
    {action ? <div className="mt-4 flex flex-wrap gap-2">{action}</div> : null}
  </div>
)
