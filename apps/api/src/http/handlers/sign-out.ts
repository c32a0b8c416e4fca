import { z } from 'zod'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordSession } from '../../use-cases/record-session.ts'
import { empty } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import type { EventHub } from '../event-hub.ts'
import { principalOf } from '../input/principal-of.ts'

interface Deps {
  readonly eventHub: EventHub
  readonly unitOfWork: UnitOfWork
}

export const signOutRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'signOut',
    method: 'post',
    operationId: 'signOut',
    tag: 'Sign-in',
    summary: 'End the session',
    access: 'session',
    body: z.strictObject({}),
    responses: { 204: { description: 'Signed out; open event streams of this session are closed' } },
    problems: [],
    handle: async (request) => {
      const principal = principalOf(request)
      const { id } = request.session
      await request.session.signOut()
      if (id !== null) deps.eventHub.closeSession(id)
      if (principal.kind === 'user') await recordSession(deps, principal.user, 'session.signed_out')
      return empty()
    },
  })
