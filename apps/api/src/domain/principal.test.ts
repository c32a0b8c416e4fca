import { integrationId, secretId } from '@countersign/shared/ids'
import { expect, it } from 'vitest'
import { sampleUser } from './approval.sample.ts'
import type { Principal } from './principal.ts'
import { actorOf, signerOf, userOf, voterOf } from './principal.ts'

const BODY = '0'.repeat(36)
const ana = sampleUser()
const keyFor = (actsAs: typeof ana | null): Principal => ({
  kind: 'key',
  key: { id: 'samplekey0001' as never, name: 'Refunds', scopes: [], teams: [], actsAs },
  via: 'api',
})
const jira = sampleUser({ id: 'usr_jira' as never, name: 'Jira signs', ofIntegration: true })
const integration: Principal = {
  kind: 'integration',
  integration: {
    ...{ id: integrationId.parse(`int_${BODY}`), name: 'Jira', actsAs: jira, keepers: { people: [], keys: [] } },
    ...{ teams: [], policies: [], outcomes: [], heartbeats: false, standing: 'good' },
  },
  signedWith: secretId.parse(`sec_${BODY}`),
  via: 'callback',
}

it.each<[string, Principal, object]>([
  [
    'a person',
    { kind: 'user', user: ana, via: 'web' },
    {
      actor: { kind: 'user', id: 'usr_ana', name: 'Ana' },
      user: ana,
      voter: { user: ana, integration: null },
      signer: { id: 'usr_ana', name: 'Ana' },
    },
  ],
  [
    'a key of a person: the key did it, the person signs',
    keyFor(ana),
    {
      actor: { kind: 'key', id: 'samplekey0001', name: 'Refunds' },
      user: ana,
      voter: { user: ana, integration: null },
      signer: { id: 'usr_ana', name: 'Ana' },
    },
  ],
  [
    'a key of nobody: nobody votes',
    keyFor(null),
    {
      actor: { kind: 'key', id: 'samplekey0001', name: 'Refunds' },
      user: null,
      voter: null,
      signer: { id: 'samplekey0001', name: 'Refunds' },
    },
  ],
  [
    'an integration: its identity signs',
    integration,
    {
      actor: { kind: 'integration', id: `int_${BODY}`, name: 'Jira' },
      user: jira,
      voter: { user: jira, integration: `int_${BODY}` },
      signer: { id: 'usr_jira', name: 'Jira signs' },
    },
  ],
])('%s', (_, principal, names) => {
  expect({
    actor: actorOf(principal),
    user: userOf(principal),
    voter: voterOf(principal),
    signer: signerOf(principal),
  }).toEqual(names)
})
