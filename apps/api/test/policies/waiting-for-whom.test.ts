import { integrationId, teamId, userId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { projectDossier } from '../../src/present/present-approval.ts'
import type { RegistrationOverrides } from '../builders.ts'
import { MINUTE } from '../notices/notice-world.ts'
import { accepted, refusal } from '../support/test-core.ts'
import { usePolicyWorld } from './policy-world.ts'

const world = usePolicyWorld()
const people = (...names: string[]) => ({ people: names.map((name) => userId.parse(`usr_${name}`)) })
const stage = (from: object, votes = 1, more: object = {}) => ({
  stages: [{ id: 'money', name: 'Money', require: { votes, from }, ...more }],
})
const by = (id: string) => ({ id, name: 'Somebody' })
const of = async (id: Parameters<typeof world.find>[0]) =>
  projectDossier(await world.find(id), 'https://c.example').votes

async function asks(document: object, request: RegistrationOverrides['request'] = {}) {
  const { id } = await world.ask(await world.policy(document as never), request)
  return { id, ...(await of(id)) }
}

describe('whom a case waits for', () => {
  it('is none of those who had a part in it, and says who and by which rule', async () => {
    const parts = {
      requestedBy: by('usr_ana'),
      startedBy: by('marco@fjordandfield.example'),
      authors: [by('https://login.fjordandfield.example|ff|priya')],
    }
    const seen = await asks(stage(people('ana', 'marco', 'priya', 'dana')), parts)
    expect(seen.waitingFor).toBe('Dana Okafor')
    for (const part of [
      'who asked for this approval',
      'who started this execution',
      'who wrote what is to be approved',
    ])
      expect(seen.notAsked).toContain(part)
    expect(seen.notAsked).toMatch(/^Not asked: .*\(separation of duties\)\.$/)
    expect(refusal(await world.vote(seen.id, 'usr_marco'))).toMatchObject({ rule: 'separation-of-duties' })
    await world.work()
    expect(await world.told(seen.id, 'request')).toEqual(['usr_dana'])
    accepted(await world.vote(seen.id, 'usr_dana'))
  })

  it('is a team without those of it who had a part, who are named', async () => {
    const seen = await asks({}, { requestedBy: by('usr_ana') })
    expect(seen.waitingFor).toBe('Payments')
    expect(seen.notAsked).toMatch(/^Not asked: Ana [^;]*, who asked for this approval \(separation of duties\)\.$/)
    const { notAsked } = await asks({}, { requestedBy: by('usr_dana') })
    expect(notAsked).toBeNull()
  })

  it('is an account made anew for who asked no more than the old one', async () => {
    await world.core.sql(`insert into app_user (id, name, email, title, role) values
      ('usr_ana2', 'Ana Again', 'Ana.Again@fjordandfield.example', 'Tester', 'reviewer')`)
    const { id } = await asks(stage(people('ana2', 'dana')), { requestedBy: by('usr_ana') })
    expect(await of(id)).toMatchObject({ waitingFor: 'Ana Again or Dana Okafor', notAsked: null })
    await world.core.sql(`update app_user set email = null where id = 'usr_ana'`)
    await world.core.sql(`update app_user set email = 'ana@fjordandfield.example' where id = 'usr_ana2'`)
    expect(await of(id)).toMatchObject({ waitingFor: 'Dana Okafor', notAsked: expect.stringContaining('Ana Again') })
    await world.core.sql(`update app_user set email = 'Ana.Again@fjordandfield.example' where id = 'usr_ana2'`)
    await world.core.sql(`update app_user set email = 'ana@fjordandfield.example' where id = 'usr_ana'`)
  })

  it('is nobody who has voted already, until the vote is taken back', async () => {
    const { id } = await asks(stage(people('ana', 'dana', 'helen'), 2))
    accepted(await world.vote(id, 'usr_ana'))
    expect((await of(id)).waitingFor).toBe('Dana Okafor or Helen Weiss')
  })

  it('is no team in which nobody is left, nor an account that decides nothing', async () => {
    const { core } = world
    await core.sql(
      `insert into team (id, name, default_policy) select 'twins', 'Twins', default_policy from team limit 1`,
    )
    await core.sql(`insert into membership (team_id, user_id) values ('twins', 'usr_ana'), ('twins', 'usr_helen')`)
    await core.sql(`update app_user set disabled_at = now() where id = 'usr_helen'`)
    const from = { teams: [teamId.parse('twins')], ...people('helen', 'dana') }
    const { id, waitingFor, notAsked } = await asks(stage(from), { requestedBy: by('usr_ana') })
    expect(waitingFor).toBe('Dana Okafor')
    expect(notAsked).toContain('Twins, where nobody is left who may decide it')
    expect(notAsked).toContain('Helen Weiss, whose account decides nothing')
    await core.sql(`update app_user set disabled_at = null where id = 'usr_helen'`)
    expect((await of(id)).waitingFor).toBe('Twins, Helen Weiss, or Dana Okafor')
  })

  it('is no outside system that somebody with a part in the case has set up, and it counts for nobody who is left', async () => {
    const { core } = world
    await core.sql(
      `insert into app_user (id, name, title, role) values ('usr_bot', 'Risk engine', 'System', 'reviewer')`,
    )
    const system = integrationId.parse(`int_${'r'.repeat(36)}`)
    await core.sql(
      `insert into integration (id, name, kind, acts_as, keepers, teams, mapping, created_at, updated_at)
      values ($1, 'Risk engine', 'generic', 'usr_bot', '{usr_ana}', '{payments}', '{}', now(), now())`,
      [system],
    )
    const from = { integrations: [system] }
    const document = stage(from, 1, { escalate: { afterSeconds: 3_600, to: people('dana') } })
    const mine = await asks(document, { requestedBy: by('usr_ana') })
    expect(mine.waitingFor).toBe('nobody')
    expect(mine.notAsked).toContain('Risk engine, which may not answer it or is switched off')
    const other = await asks(document, { requestedBy: by('usr_marco') })
    expect(other.waitingFor).toBe('Risk engine')
    await world.work()
    await world.pass(MINUTE)
    await world.work()
    expect((await of(mine.id)).waitingFor).toBe('Dana Okafor')
    expect(await world.entries(mine.id, 'approval.escalated')).toMatchObject([{ data: { because: 'nobody-left' } }])
    expect(await world.entries(other.id, 'approval.escalated')).toEqual([])
  })

  it('is escalated when nobody it names may decide it', async () => {
    const document = stage(people('ana'), 1, { escalate: { afterSeconds: 3_600, to: people('ana', 'dana') } })
    const { id, waitingFor } = await asks(document, { requestedBy: by('usr_ana') })
    expect(waitingFor).toBe('nobody')
    await world.work()
    expect((await of(id)).waitingFor).toBe('Dana Okafor')
    expect(await world.told(id, 'escalation')).toEqual(['usr_dana'])
  })
})
