import type { Json } from '@countersign/shared/json'
import type { ApprovalView } from '@countersign/shared/views'
import { type Difference, diffJson } from './diff-json.ts'
import { markMasked } from './reveal-overlay.ts'

/** What a reviewer has to look at again when the case changed under them (I7), with fields matched by their label. */
export function diffCase(seen: ApprovalView, current: ApprovalView): Difference[] {
  return diffJson(shownParts(seen), shownParts(current))
}

function shownParts({ title, why, risk, case: body, outcomes, form, masked }: ApprovalView) {
  const mark = (value: Json, at: string) => markMasked(value, at, masked)
  return {
    title,
    ...(why === null ? {} : { why }),
    risk,
    ...Object.fromEntries(body.fields.map(({ label, value }, at) => [label, mark(value, `/case/fields/${at}/value`)])),
    ...Object.fromEntries(
      body.changes.map(({ field, from, to }, index) => {
        const at = `/case/changes/${index}`
        return [`Change of ${field}`, `${text(mark(from, `${at}/from`))} → ${text(mark(to, `${at}/to`))}`]
      }),
    ),
    ...Object.fromEntries(body.evidence.map((item) => [`Evidence ${item.label}`, item.url])),
    ...(body.payload === undefined ? {} : { payload: mark(body.payload, '/case/payload') }),
    outcomes,
    ...(form ? { form: { ...form, initial: mark(form.initial, '/form/initial') } } : {}),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
