import { expect, it } from 'vitest'
import type { Asked } from './plan.ts'
import { stillAsked } from './still-asked.ts'

const ana: Asked = { kind: 'person', id: 'usr_ana', name: 'Ana' }
const bo: Asked = { kind: 'person', id: 'usr_bo', name: 'Bo' }
const team: Asked = { kind: 'team', id: 'payments', name: 'Payments' }
const system: Asked = { kind: 'integration', id: 'int_1', name: 'ServiceNow' }
const ALL = [ana, bo, team, system]
const voteOf = (id: string, absent?: string) => ({
  by: { id, name: id },
  onBehalfOf: absent === undefined ? null : { id: absent, name: absent },
})

it('asks nobody who had a part in the case, in whatever letters they are named', () => {
  expect(stillAsked(ALL, [], [])).toEqual(ALL)
  expect(stillAsked(ALL, [{ part: 'author', names: ['a@x', 'usr_ana'] }], [])).toEqual([bo, team, system])
  const capital: Asked = { ...ana, id: 'USR_Ana' }
  expect(stillAsked([capital, bo], [{ part: 'author', names: ['usr_ana'] }], [])).toEqual([bo])
})

it('asks nobody whose vote is given, by themselves or by who stands in for them', () => {
  expect(stillAsked(ALL, [], [voteOf('usr_ana')])).toEqual([bo, team, system])
  expect(stillAsked(ALL, [], [voteOf('usr_cai', 'usr_bo')])).toEqual([ana, team, system])
  expect(stillAsked(ALL, [], [voteOf('usr_bo', 'usr_ana'), voteOf('int_1')])).toEqual([team])
})

it('asks a team whatever it is called: others of it are left', () => {
  expect(stillAsked([team], [{ part: 'author', names: ['payments'] }], [voteOf('payments')])).toEqual([team])
})
