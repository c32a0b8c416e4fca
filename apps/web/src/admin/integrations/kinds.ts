import type { IntegrationKind } from '@countersign/shared/channels'
import type { Mapping } from '@countersign/shared/integrations'

export const KIND_NAMES: Record<IntegrationKind, string> = {
  generic: 'Generic',
  servicenow: 'ServiceNow',
  jira: 'Jira',
  github: 'GitHub',
}

/** The expressions of a mapping in the order they are asked, with what each must give. */
export const EXPRESSIONS: readonly {
  readonly name: keyof Mapping
  readonly label: string
  readonly gives: string
  readonly required?: true
}[] = [
  { name: 'ignore', label: 'Ignore when', gives: 'true: the message decides nothing' },
  { name: 'outcome', label: 'Outcome', gives: 'the id of an outcome, such as "approve"', required: true },
  { name: 'reason', label: 'Reason', gives: 'the id of one of its reasons, or null' },
  { name: 'comment', label: 'Comment', gives: 'text, or null' },
  { name: 'input', label: 'Edited form', gives: 'a map, or null' },
  { name: 'caseDigest', label: 'Case digest', gives: 'what the outside reviewer saw, or null' },
]

/** A mapping as its fields hold it: an empty field is an expression left out. */
export type MappingDraft = Readonly<Record<keyof Mapping, string>>

export const draftOf = (mapping: Mapping): MappingDraft => ({
  ignore: mapping.ignore ?? '',
  outcome: mapping.outcome,
  reason: mapping.reason ?? '',
  comment: mapping.comment ?? '',
  input: mapping.input ?? '',
  caseDigest: mapping.caseDigest ?? '',
})

export const mappingOf = (draft: MappingDraft): Mapping =>
  Object.fromEntries(Object.entries(draft).filter(([, expression]) => expression.trim() !== '')) as Mapping
