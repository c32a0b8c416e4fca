import type { CaseChange } from '@countersign/shared/case'
import { diffJson } from './diff-json.ts'
import { DifferenceTable } from './difference-table.tsx'

type Props = { readonly changes: readonly CaseChange[]; readonly masked: readonly string[] }

/** The asker's before and after. Structured values are taken apart, so that only what differs is read. */
export function CaseChanges({ changes, masked }: Props) {
  const differences = changes.flatMap(({ field, from, to, sensitive = false }, index) =>
    isStructured(from) && isStructured(to)
      ? diffJson(from, to).map((each) => ({ ...each, path: `${field}: ${each.path}`, sensitive }))
      : [{ path: field, from, to, sensitive, hidden: masked.includes(`/case/changes/${index}/to`) }],
  )
  return (
    <div className="overflow-hidden rounded-lg border">
      <DifferenceTable differences={differences} fromLabel="Now" toLabel="After" />
    </div>
  )
}

const isStructured = (value: unknown): boolean => typeof value === 'object' && value !== null
