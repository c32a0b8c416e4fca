import { type Case, caseSchema } from '@countersign/shared/case'
import { expect, it } from 'vitest'
import { sampleReviewer } from '../approval.sample.ts'
import { hasSensitive, maskSensitive, maySeeSensitive } from './sensitive.ts'

const plain: Case = caseSchema.parse({
  contextLine: 'Order 8812',
  fields: [{ label: 'Amount', value: 1_240, format: 'money:EUR' }],
  changes: [{ field: 'status', from: 'paid', to: 'refunded' }],
})
const secretField = { label: 'IBAN', value: 'DE02 1203 0000', sensitive: true } as const
const secretChange = { field: 'salary', from: 1, to: { gross: 2 }, sensitive: true } as const

it('masks the values that are marked, and leaves to be seen that they are there', () => {
  const body = {
    ...plain,
    fields: [...plain.fields, secretField],
    changes: [secretChange, ...plain.changes],
  }
  expect(maskSensitive(body)).toEqual({
    ...plain,
    fields: [...plain.fields, { ...secretField, value: null }],
    changes: [{ ...secretChange, from: null, to: null }, ...plain.changes],
  })
  expect(maskSensitive(plain)).toEqual(plain)
})

it('knows a case with sensitive values from one without', () => {
  expect(hasSensitive(plain)).toBe(false)
  expect(hasSensitive({ ...plain, fields: [secretField, ...plain.fields] })).toBe(true)
  expect(hasSensitive({ ...plain, changes: [...plain.changes, secretChange] })).toBe(true)
})

it('shows them to people who signed in, never to programs', () => {
  expect(maySeeSensitive(sampleReviewer())).toBe(true)
  const key = { id: 'samplekey0001' as never, name: 'CI', scopes: [], teams: [], actsAs: null }
  expect(maySeeSensitive({ kind: 'key', via: 'api', key })).toBe(false)
})
