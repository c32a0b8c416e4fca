import { reveal, revealJson } from '@countersign/shared/hidden-characters'
import type { Difference } from './diff-json.ts'
import { NotShared } from './not-shared.tsx'

type Props = {
  readonly differences: readonly (Difference & { readonly sensitive?: boolean })[]
  readonly fromLabel: string
  readonly toLabel: string
}

/** Old and new, with words and marks as well as colour. */
export function DifferenceTable({ differences, fromLabel, toLabel }: Props) {
  if (differences.length === 0) return <p className="px-3.5 py-2.5 text-ink-2">Nothing that is shown here differs.</p>
  return (
    <div className="overflow-x-auto scroll-thin">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b text-ink-3 text-xs">
            <th scope="col" className="w-[28%] px-3.5 py-1.5 font-normal">
              Field
            </th>
            <th scope="col" className="w-[36%] px-3.5 py-1.5 font-normal">
              {fromLabel}
            </th>
            <th scope="col" className="px-3.5 py-1.5 font-normal">
              {toLabel}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {differences.map(({ path, from, to, sensitive = false }) => (
            <tr key={JSON.stringify([path, from, to])} className="align-top">
              <th scope="row" className="px-3.5 py-2 font-normal text-ink-2 wrap-anywhere">
                <bdi>{reveal(path)}</bdi>
                {sensitive ? <NotShared /> : null}
              </th>
              <td className="px-3.5 py-2 wrap-anywhere">
                {from === undefined ? <Absent /> : <del className="text-ink-3 decoration-ink-3/60">{shown(from)}</del>}
              </td>
              <td className="px-3.5 py-2 wrap-anywhere">
                {to === undefined ? (
                  <Absent />
                ) : (
                  <ins className="rounded-sm bg-accent-soft px-1 font-medium no-underline">{shown(to)}</ins>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Absent = () => <span className="text-ink-3">not set</span>

const shown = (value: unknown): string => {
  const visible = revealJson(value)
  return typeof visible === 'string' ? visible || '(empty)' : JSON.stringify(visible)
}
