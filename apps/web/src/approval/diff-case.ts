import type { ApprovalView } from '@countersign/shared/views'
import { type Difference, diffJson } from './diff-json.ts'

/** What a reviewer has to look at again when the case changed under them (I7), with fields matched by their label. */
export function diffCase(seen: ApprovalView, current: ApprovalView): Difference[] {
  return diffJson(shownParts(seen), shownParts(current))
}

function shownParts(approval: ApprovalView) {
  return {
    title: approval.title,
    ...(approval.why === null ? {} : { why: approval.why }),
    risk: approval.risk,
    ...Object.fromEntries(approval.case.fields.map((field) => [field.label, field.value])),
    ...Object.fromEntries(
      approval.case.changes.map((change) => [`Change of ${change.field}`, `${text(change.from)} → ${text(change.to)}`]),
    ),
    ...Object.fromEntries(approval.case.evidence.map((item) => [`Evidence ${item.label}`, item.url])),
    ...(approval.case.payload === undefined ? {} : { payload: approval.case.payload }),
    outcomes: approval.outcomes,
    ...(approval.form ? { form: approval.form } : {}),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
