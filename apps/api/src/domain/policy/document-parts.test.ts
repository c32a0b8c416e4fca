import { policyDocument } from '@countersign/shared/policy-document'
import { expect, it } from 'vitest'
import { conditionsOf, namedIn } from './document-parts.ts'

const INT = `int_${'0'.repeat(36)}`
const document = policyDocument.parse({
  stages: [
    { id: 'team', name: 'Team', require: { votes: 1 } },
    {
      ...{ id: 'finance', name: 'Finance', when: 'payload.amount > 1000.0' },
      require: {
        all: [
          { votes: 1, from: { teams: ['finance', 'audit'], people: ['usr_ana'] } },
          { any: [{ votes: 1 }, { votes: 1, from: { integrations: [INT] } }] },
          { atLeast: 1, of: [{ votes: 1, from: { people: ['usr_cai'] } }] },
        ],
      },
      escalate: { afterSeconds: 60, to: { people: ['usr_bo'] } },
    },
  ],
  rules: [{ id: 'small', name: 'Small', when: 'payload.amount < 5.0', decide: 'approve' }],
  checks: [{ label: 'Known', pass: 'payload.known' }],
  handOverTo: ['support', 'desk'],
})

it('finds every condition of a document, and where it stands', () => {
  expect(conditionsOf(document)).toEqual([
    { pointer: '/stages/1/when', value: 'payload.amount > 1000.0' },
    { pointer: '/rules/0/when', value: 'payload.amount < 5.0' },
    { pointer: '/checks/0/pass', value: 'payload.known' },
  ])
  expect(conditionsOf(policyDocument.parse({}))).toEqual([])
})

it('finds everybody a document names, however deep, and where', () => {
  expect(namedIn(document)).toEqual([
    { pointer: '/stages/1/require/all/0/from/teams/0', value: { kind: 'team', id: 'finance' } },
    { pointer: '/stages/1/require/all/0/from/teams/1', value: { kind: 'team', id: 'audit' } },
    { pointer: '/stages/1/require/all/0/from/people/0', value: { kind: 'person', id: 'usr_ana' } },
    {
      pointer: '/stages/1/require/all/1/any/1/from/integrations/0',
      value: { kind: 'integration', id: INT },
    },
    { pointer: '/stages/1/require/all/2/of/0/from/people/0', value: { kind: 'person', id: 'usr_cai' } },
    { pointer: '/stages/1/escalate/to/people/0', value: { kind: 'person', id: 'usr_bo' } },
    { pointer: '/handOverTo/0', value: { kind: 'team', id: 'support' } },
    { pointer: '/handOverTo/1', value: { kind: 'team', id: 'desk' } },
  ])
  expect(namedIn(policyDocument.parse({}))).toEqual([])
})
