import type { CaseChange } from '@countersign/shared/case'
import { diffJson } from './diff-json.ts'
import { DifferenceTable } from './difference-table.tsx'

/** The asker's before and after. Structured values are taken apart, so that only what differs is read. */
export function CaseChanges({ changes }: { readonly changes: readonly CaseChange[] }) {
  const differences = changes.flatMap(({ field, from, to, sensitive = false }) =>
    isStructured(from) && isStructured(to)
      ? diffJson(from, to).map((each) => ({ ...each, path: `${field}: ${each.path}`, sensitive }))
      : [{ path: field, from, to, sensitive }],
  )
  return (
    <div className="overflow-hidden rounded-lg border">
      <DifferenceTable differences={differences} fromLabel="Now" toLabel="After" />
    </div>
  )
}

const isStructured = (value: unknown): boolean => typeof value === 'object' && value !== null
