import type { Json } from '@countersign/shared/json'
import type { ApprovalView, RevealedCase } from '@countersign/shared/views'

/** The approval with what was revealed of this very case in place; without it, as it came. */
export function withRevealed(approval: ApprovalView, revealed: readonly RevealedCase[]): ApprovalView {
  const { attempt, caseDigest } = approval
  const found = revealed.find((each) => each.attempt === attempt && each.caseDigest === caseDigest)
  if (!found) return approval
  // The edited form of a decision is not shown on this page, so what is masked of it stays so.
  const masked = approval.masked.filter((pointer) => pointer.startsWith('/decision/'))
  return { ...approval, case: found.case, form: found.form, masked, revealed: true }
}

export const isFormMasked = ({ masked }: ApprovalView): boolean =>
  masked.some((pointer) => pointer.startsWith('/form/'))

const HIDDEN = '(hidden)'

/** A document in which people are to see what is masked: it comes as `null`, which is a value of its own. */
export function markMasked(document: Json, at: string, masked: readonly string[]): Json {
  if (!masked.some((pointer) => pointer.startsWith(at))) return document
  if (masked.includes(at)) return HIDDEN
  if (Array.isArray(document)) return document.map((part, index) => markMasked(part, `${at}/${index}`, masked))
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(
    Object.entries(document).map(([name, part]) => [name, markMasked(part, `${at}/${step(name)}`, masked)]),
  )
}

/** RFC 6901. */
const step = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
