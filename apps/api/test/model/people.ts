import type { DirectorySeed } from '../../src/ports/directory-seed.ts'

/**
 * The people and policies of the model. Everything the model expects is computed from these tables alone, by code that
 * shares no line with the service.
 */
export const PEOPLE = {
  usr_ana: { teams: ['finance'], standsInFor: [] },
  usr_bo: { teams: ['finance'], standsInFor: [] },
  usr_cy: { teams: ['finance', 'security'], standsInFor: [] },
  usr_gus: { teams: ['security'], standsInFor: [] },
  usr_dee: { teams: ['finance'], standsInFor: [] },
  usr_eve: { teams: ['board'], standsInFor: [] },
  usr_req: { teams: ['finance', 'security', 'board'], standsInFor: [] },
  usr_lou: { teams: [], standsInFor: ['usr_ana'] },
  usr_max: { teams: ['finance'], standsInFor: ['usr_req', 'usr_gus'] },
  usr_out: { teams: ['elsewhere'], standsInFor: [] },
} as const satisfies Record<string, { teams: readonly string[]; standsInFor: readonly string[] }>
export type PersonId = keyof typeof PEOPLE
export const PERSON_IDS = Object.keys(PEOPLE) as PersonId[]

export const POLICIES = {
  plain: {},
  pair: { stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 }, reject: { votes: 2 } }] },
  'two-of-three': {
    stages: [
      {
        id: 'three',
        name: 'Three sides',
        require: {
          atLeast: 2,
          of: [
            { votes: 1, from: { teams: ['finance'] } },
            { votes: 1, from: { teams: ['security'] } },
            { votes: 1, from: { people: ['usr_eve'] } },
          ],
        },
      },
    ],
    newAttempt: 'keep-if-unchanged',
  },
  staged: {
    stages: [
      { id: 'first', name: 'First', require: { votes: 2 }, reject: { votes: 2 } },
      {
        id: 'second',
        name: 'Second',
        when: 'payload.amount > 100.0',
        require: {
          any: [
            { votes: 1, from: { people: ['usr_dee'] } },
            { votes: 2, from: { teams: ['security'] } },
          ],
        },
        escalate: { afterSeconds: 120, to: { teams: ['board'] } },
      },
    ],
    newAttempt: 'keep-if-unchanged',
  },
  ruled: { rules: [{ id: 'small', name: 'Small', when: 'payload.amount < 10.0', decide: 'approve' }] },
  failing: {
    stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }],
    expires: { afterSeconds: 400, answer: { kind: 'fail' } },
  },
} satisfies Record<string, DirectorySeed['policies'][number]['document']>
export type PolicyName = keyof typeof POLICIES
export const POLICY_EXPIRES_SECONDS: Partial<Record<PolicyName, number>> = { failing: 400 }

export const DIRECTORY: DirectorySeed = {
  policies: Object.entries(POLICIES).map(([name, document]) => ({ name, document })),
  teams: ['finance', 'security', 'board', 'elsewhere'].map((id) => ({ id, name: id, defaultPolicy: 'plain' })),
  people: PERSON_IDS.map((id) => ({
    id,
    name: id,
    title: 'Reviewer',
    role: 'reviewer',
    teams: PEOPLE[id].teams,
    email: `${id}@example.com`,
    identities: [{ issuer: 'https://login.example.com', subject: `sub-${id}` }],
  })),
}
