import {
  delegationList,
  delegationRequest,
  delegationView,
  endDelegationRequest,
  myDelegationRequest,
  peopleView,
} from '@countersign/shared/delegations'
import { delegationId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { Delegation } from '../../../domain/policy/delegate.ts'
import { actorOf } from '../../../domain/principal.ts'
import type { DatabaseClock } from '../../../ports/database-clock.ts'
import type { Identifiers } from '../../../ports/identifiers.ts'
import type { People } from '../../../ports/people.ts'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { endDelegation } from '../../../use-cases/delegations/end-delegation.ts'
import { setDelegation } from '../../../use-cases/delegations/set-delegation.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { requireSetup } from '../../require-setup.ts'
import { toProblem } from '../../to-problem.ts'
import { personOf } from '../notices/person-of.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly databaseClock: DatabaseClock
  readonly people: People
}

const params = z.strictObject({ id: delegationId })
const ONE = { 200: { description: 'The absence', schema: delegationView } } as const
const MANY = { 200: { description: 'Newest first, with those of the last 30 days', schema: delegationList } } as const
const MAX_LISTED = 100

/** Who is away, and who votes from their seats meanwhile: one's own, and for admins everybody's. */
export function delegationRoutes(deps: Deps): readonly Route[] {
  const { unitOfWork, databaseClock } = deps
  const list = async (of: string | null) => {
    const now = await databaseClock.now()
    const found = await unitOfWork.transaction((stores) => stores.delegations.list(of, MAX_LISTED))
    return ok({ items: found.map((each) => present(each, now)) })
  }
  const set = async (command: Parameters<typeof setDelegation>[1]) => {
    const result = await setDelegation(deps, command)
    if (result.kind === 'refused') return problem(toProblem(result.refusal))
    return ok(present(result.delegation, await databaseClock.now()))
  }
  const end = async (command: Parameters<typeof endDelegation>[1]) => {
    const result = await endDelegation(deps, command)
    if (result.kind === 'refused') return problem(toProblem(result.refusal))
    return ok(present(result.delegation, await databaseClock.now()))
  }
  return [
    defineRoute({
      path: 'people',
      method: 'get',
      operationId: 'listPeople',
      tag: 'Delegations',
      summary: 'Who there is',
      access: 'session',
      responses: { 200: { description: 'By name', schema: peopleView } },
      problems: [],
      handle: async () => {
        const cards = await deps.people.everyone()
        return ok({ items: cards.map(({ user }) => ({ id: user.id, name: user.name })) })
      },
    }),
    defineRoute({
      path: 'myDelegations',
      method: 'get',
      operationId: 'listMyDelegations',
      tag: 'Delegations',
      summary: 'When you are away, and for whom you stand in',
      access: 'session',
      responses: MANY,
      problems: [],
      handle: (request) => list(personOf(request).id),
    }),
    defineRoute({
      path: 'myDelegations',
      method: 'post',
      operationId: 'setMyDelegation',
      tag: 'Delegations',
      summary: 'Say that you are away, and who stands in',
      description:
        'They vote from your seats, with both names in the log, and hear of what waits for you. It is passed on to nobody.',
      access: 'session',
      body: myDelegationRequest,
      responses: ONE,
      problems: [],
      idempotent: true,
      handle: (request) => {
        const { delegate, from, until, note } = request.body
        const absent = personOf(request).id
        return set({
          actor: actorOf(principalOf(request)),
          absent,
          delegate,
          ...timesOf(from, until),
          note: note ?? null,
        })
      },
    }),
    defineRoute({
      path: 'myDelegationEnd',
      method: 'post',
      operationId: 'endMyDelegation',
      tag: 'Delegations',
      summary: 'Say that you are back',
      access: 'session',
      params,
      body: endDelegationRequest,
      responses: ONE,
      problems: ['not-found'],
      idempotent: true,
      handle: (request) =>
        end({ actor: actorOf(principalOf(request)), id: request.params.id, of: personOf(request).id }),
    }),
    defineRoute({
      path: 'delegations',
      method: 'get',
      operationId: 'listDelegations',
      tag: 'Delegations',
      summary: 'Who is away, for admins',
      access: { scope: 'settings:manage' },
      responses: MANY,
      problems: ['not-permitted'],
      handle: async (request) => requireSetup(request) ?? list(null),
    }),
    defineRoute({
      path: 'delegations',
      method: 'post',
      operationId: 'setDelegation',
      tag: 'Delegations',
      summary: 'Say for somebody that they are away, for admins',
      access: { scope: 'settings:manage' },
      body: delegationRequest,
      responses: ONE,
      problems: ['not-permitted'],
      idempotent: true,
      handle: async (request) => {
        const { absent, delegate, from, until, note } = request.body
        const actor = actorOf(principalOf(request))
        return requireSetup(request) ?? set({ actor, absent, delegate, ...timesOf(from, until), note: note ?? null })
      },
    }),
    defineRoute({
      path: 'delegationEnd',
      method: 'post',
      operationId: 'endDelegation',
      tag: 'Delegations',
      summary: 'End an absence, for admins',
      access: { scope: 'settings:manage' },
      params,
      body: endDelegationRequest,
      responses: ONE,
      problems: ['not-found', 'not-permitted'],
      idempotent: true,
      handle: async (request) =>
        requireSetup(request) ?? end({ actor: actorOf(principalOf(request)), id: request.params.id, of: null }),
    }),
  ]
}

const timesOf = (from: string | undefined, until: string) => ({
  from: from === undefined ? null : new Date(from),
  until: new Date(until),
})

function present({ id, absent, delegate, from, until, note, endedAt }: Delegation, now: Date) {
  const state = endedAt || until <= now ? ('over' as const) : from > now ? ('planned' as const) : ('active' as const)
  return {
    id: delegationId.parse(id),
    absent: { ...absent },
    delegate: { ...delegate },
    from: from.toISOString(),
    until: (endedAt ?? until).toISOString(),
    note,
    state,
  }
}
