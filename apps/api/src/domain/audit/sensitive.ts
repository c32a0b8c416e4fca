import type { Case } from '@countersign/shared/case'
import type { Principal } from '../principal.ts'

/** Values marked as sensitive are for people who signed in and may see the approval, never for programs. */
export const maySeeSensitive = (principal: Principal): boolean => principal.kind === 'user'

export const hasSensitive = ({ fields, changes }: Case): boolean =>
  [...fields, ...changes].some(({ sensitive }) => sensitive === true)

/** The case with its sensitive values gone; that there were some stays to be seen. */
export const maskSensitive = (body: Case): Case => ({
  ...body,
  fields: body.fields.map((field) => (field.sensitive ? { ...field, value: null } : field)),
  changes: body.changes.map((change) => (change.sensitive ? { ...change, from: null, to: null } : change)),
})
