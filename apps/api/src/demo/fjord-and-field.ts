import type { DirectorySeed } from '../ports/directory-seed.ts'
import { FJORD_AND_FIELD_POLICIES } from './fjord-and-field-policies.ts'

/** Fjord & Field sells outdoor gear. Its people sign in to the demo; examples/ holds the week they are having. */
export const FJORD_AND_FIELD: DirectorySeed = {
  policies: [
    { name: 'standard', document: {} },
    { name: 'refunds', document: {} },
    { name: 'model-release', document: {} },
    { name: 'production-change', document: {} },
    ...FJORD_AND_FIELD_POLICIES,
  ],
  teams: [
    { id: 'payments', name: 'Payments', defaultPolicy: 'refunds' },
    { id: 'fulfilment', name: 'Fulfilment', defaultPolicy: 'standard' },
    { id: 'machine-learning', name: 'Machine learning', defaultPolicy: 'model-release' },
    { id: 'platform', name: 'Platform', defaultPolicy: 'production-change' },
  ],
  people: [
    person('usr_ana', 'Ana Lindqvist', 'Finance lead', 'reviewer', ['payments']),
    person('usr_marco', 'Marco Bianchi', 'Support manager', 'reviewer', ['payments', 'fulfilment']),
    person('usr_priya', 'Priya Raman', 'Operations lead', 'reviewer', ['fulfilment']),
    person('usr_tomasz', 'Tomasz Zielinski', 'ML lead', 'reviewer', ['machine-learning']),
    person('usr_dana', 'Dana Okafor', 'Platform engineer', 'reviewer', ['platform', 'machine-learning']),
    person('usr_helen', 'Helen Weiss', 'Admin', 'admin', ['payments', 'fulfilment', 'machine-learning', 'platform']),
    person('usr_joao', 'João Pereira', 'Internal audit', 'auditor', []),
  ],
}

function person(
  id: string,
  name: string,
  title: string,
  role: DirectorySeed['people'][number]['role'],
  teams: readonly string[],
): DirectorySeed['people'][number] {
  const local = id.replace('usr_', '')
  return {
    id,
    name,
    title,
    role,
    teams,
    email: `${local}@fjordandfield.example`,
    identities: [{ issuer: 'https://login.fjordandfield.example', subject: `ff|${local}` }],
  }
}
