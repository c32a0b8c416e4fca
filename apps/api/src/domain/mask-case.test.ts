import { caseSchema } from '@countersign/shared/case'
import { describe, expect, it } from 'vitest'
import { formForChat, hasSensitive, maskCase } from './mask-case.ts'

const IBAN = 'SE35 5000 0000'
const body = caseSchema.parse({
  fields: [
    { label: 'Amount', value: '1240.00' },
    { label: 'IBAN', value: IBAN, sensitive: true },
    { label: 'Limit', value: '900.50', sensitive: true },
  ],
  changes: [
    { field: 'Owner', from: 'Ana', to: 'Bo' },
    { field: 'Salary', from: { monthly: 4100 }, to: { monthly: 4700, notes: ['raised'] }, sensitive: true },
  ],
  payload: {
    account: 'se35-5000-0000',
    unspaced: 'SE3550000000',
    owner: 'Bo',
    amount: 1240,
    'a/b~c': { limit: 900.5 },
    history: [4100, 12, { paid: 4700 }],
    text: `Transfer to ${IBAN}`,
    none: null,
  },
})
const form = { schema: { type: 'object' }, initial: { iban: IBAN, keep: 'this', nested: { salary: '4700' } } }

describe('what a reader of a case gets', () => {
  const read = () => maskCase({ case: body, form, input: { iban: IBAN, keep: 'this' } })

  it('is without what the asker marked, field or change', () => {
    const shown = read()
    expect(shown.case.fields.map(({ value }) => value)).toEqual(['1240.00', null, null])
    expect(shown.case.changes).toEqual([
      { field: 'Owner', from: 'Ana', to: 'Bo' },
      { field: 'Salary', from: null, to: null, sensitive: true },
    ])
  })

  it('is without the same values in the payload, the form and the decision, however they are written', () => {
    const shown = read()
    expect(shown.case.payload).toEqual({
      account: null,
      unspaced: null,
      owner: 'Bo',
      amount: 1240,
      'a/b~c': { limit: null },
      history: [null, 12, { paid: null }],
      text: `Transfer to ${IBAN}`,
      none: null,
    })
    expect(shown.form).toEqual({ ...form, initial: { iban: null, keep: 'this', nested: { salary: null } } })
    expect(shown.input).toEqual({ iban: null, keep: 'this' })
  })

  it('says where something is masked, as pointers into the answer', () => {
    const shown = read()
    expect(shown.masked).toEqual([
      '/case/fields/1/value',
      '/case/fields/2/value',
      '/case/changes/1/from',
      '/case/changes/1/to',
      '/case/payload/account',
      '/case/payload/unspaced',
      '/case/payload/a~1b~0c/limit',
      '/case/payload/history/0',
      '/case/payload/history/2/paid',
      '/form/initial/iban',
      '/form/initial/nested/salary',
      '/decision/input/iban',
    ])
    const view = { case: shown.case, form: shown.form, decision: { input: shown.input } }
    for (const pointer of shown.masked) expect([pointer, at(view, pointer)]).toEqual([pointer, null])
  })

  it('leaves a case alone in which nothing is sensitive, also where something is empty', () => {
    const plain = caseSchema.parse({
      fields: [{ label: 'Note', value: '' }],
      payload: { note: '', none: null, ok: true },
    })
    expect(hasSensitive(plain)).toBe(false)
    expect(hasSensitive({ ...body, fields: [] })).toBe(true)
    expect(hasSensitive({ ...body, changes: [] })).toBe(true)
    expect(maskCase({ case: plain, form, input: null })).toEqual({ case: plain, form, input: null, masked: [] })
  })

  it('takes nothing for the same as an empty value', () => {
    const empty = caseSchema.parse({
      fields: [
        { label: 'Note', value: '', sensitive: true },
        { label: 'Other', value: null, sensitive: true },
        { label: 'Third', value: ' - ', sensitive: true },
      ],
      payload: { note: '', none: null, zero: 0, dash: '-', word: 'null' },
    })
    expect(maskCase({ case: empty, form: null, input: null })).toMatchObject({
      case: { payload: { note: '', none: null, zero: 0, dash: '-', word: 'null' } },
      masked: ['/case/fields/0/value', '/case/fields/1/value', '/case/fields/2/value'],
    })
  })

  it('has no payload where none was sent', () => {
    const { payload: _, ...bare } = body
    expect('payload' in maskCase({ case: bare, form: null, input: null }).case).toBe(false)
  })
})

describe('a form in a chat', () => {
  it('is left to the inbox when it would be prefilled with what is masked', () => {
    expect(formForChat({ case: body, form })).toBeNull()
    const harmless = { ...form, initial: { keep: 'this' } }
    expect(formForChat({ case: body, form: harmless })).toBe(harmless)
    expect(formForChat({ case: body, form: null })).toBeNull()
  })
})

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((inner, name) => (inner as Record<string, unknown>)[name], value)
