import type { Person } from './fake-store.ts'

const PAYMENTS = { id: 'payments', name: 'Payments' }
const FULFILMENT = { id: 'fulfilment', name: 'Fulfilment' }
const LEARNING = { id: 'machine-learning', name: 'Machine learning' }
const PLATFORM = { id: 'platform', name: 'Platform' }

export const TEAMS = { PAYMENTS, FULFILMENT, LEARNING, PLATFORM } as const

export const ANA: Person = {
  id: 'usr_ana',
  name: 'Ana Lindqvist',
  title: 'Finance lead',
  role: 'reviewer',
  teams: [PAYMENTS],
}
export const MARCO: Person = {
  id: 'usr_marco',
  name: 'Marco Bianchi',
  title: 'Support manager',
  role: 'reviewer',
  teams: [PAYMENTS, FULFILMENT],
}
export const PRIYA: Person = {
  id: 'usr_priya',
  name: 'Priya Raman',
  title: 'Operations lead',
  role: 'reviewer',
  teams: [FULFILMENT],
}
const TOMASZ: Person = {
  id: 'usr_tomasz',
  name: 'Tomasz Zielinski',
  title: 'ML lead',
  role: 'reviewer',
  teams: [LEARNING],
}
export const DANA: Person = {
  id: 'usr_dana',
  name: 'Dana Okafor',
  title: 'Platform engineer',
  role: 'reviewer',
  teams: [PLATFORM, LEARNING],
}
export const HELEN: Person = {
  id: 'usr_helen',
  name: 'Helen Weiss',
  title: 'Admin',
  role: 'admin',
  teams: [PAYMENTS, FULFILMENT, LEARNING, PLATFORM],
}
export const JOAO: Person = {
  id: 'usr_joao',
  name: 'João Pereira',
  title: 'Internal audit',
  role: 'auditor',
  teams: [],
}

export const PEOPLE = [ANA, MARCO, PRIYA, TOMASZ, DANA, HELEN, JOAO] as const
