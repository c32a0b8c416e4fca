import { reveal, revealJson } from '@countersign/shared/hidden-characters'
import type { Difference } from './diff-json.ts'
import { NotShared } from './not-shared.tsx'
import { HiddenValue } from './reveal-note.tsx'

type Props = {
  readonly differences: readonly (Difference & { readonly sensitive?: boolean; readonly hidden?: boolean })[]
  readonly fromLabel: string
  readonly toLabel: string
}

/** Old and new, with words and marks as well as colour. On a phone each field is above its two values. */
export function DifferenceTable({ differences, fromLabel, toLabel }: Props) {
  if (differences.length === 0) return <p className="px-3.5 py-2.5 text-ink-2">Nothing that is shown here differs.</p>
  return (
    <table className="w-full table-fixed border-collapse text-left max-md:block">
      <thead className="max-md:block">
        <tr className="border-b text-ink-3 text-xs max-md:grid max-md:grid-cols-2">
          <th scope="col" className="w-[28%] px-3.5 py-1.5 font-normal max-md:sr-only">
            Field
          </th>
          <th scope="col" className="w-[36%] px-3.5 py-1.5 font-normal max-md:w-auto">
            {fromLabel}
          </th>
          <th scope="col" className="px-3.5 py-1.5 font-normal">
            {toLabel}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y max-md:block">
        {differences.map(({ path, from, to, sensitive = false, hidden = false }) => (
          <tr key={JSON.stringify([path, from, to])} className="align-top max-md:grid max-md:grid-cols-2">
            <th scope="row" className="px-3.5 py-2 font-normal text-ink-2 wrap-anywhere max-md:col-span-2 max-md:pb-0">
              <bdi>{reveal(path)}</bdi>
              {sensitive ? <NotShared /> : null}
            </th>
            <td className="px-3.5 py-2 wrap-anywhere">
              {hidden ? (
                <HiddenValue />
              ) : from === undefined || from === null ? (
                <Absent value={from} />
              ) : (
                <del className="text-ink-3 decoration-ink-3/60">{shown(from)}</del>
              )}
            </td>
            <td className="px-3.5 py-2 wrap-anywhere">
              {hidden ? (
                <HiddenValue />
              ) : to === undefined || to === null ? (
                <Absent value={to} />
              ) : (
                <ins className="rounded-sm bg-accent-soft px-1 font-medium no-underline">{shown(to)}</ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Absent = ({ value }: { readonly value: null | undefined }) => (
  <span className="text-ink-3">{value === null ? 'none' : 'not set'}</span>
)

const shown = (value: unknown): string => {
  const visible = revealJson(value)
  return typeof visible === 'string' ? visible || '(empty)' : JSON.stringify(visible)
}
