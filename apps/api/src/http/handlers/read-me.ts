import { meView } from '@countersign/shared/views'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import type { People } from '../../ports/people.ts'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { principalOf } from '../input/principal-of.ts'
import { notSignedIn } from '../middleware/authenticate.ts'
import { presentMe } from '../present/present-me.ts'
import type { DemoGate } from '../require-demo.ts'

export const readMeRoute = (
  deps: DemoGate & { readonly people: People; readonly databaseClock: DatabaseClock },
): Route =>
  defineRoute({
    path: 'me',
    method: 'get',
    operationId: 'readMe',
    tag: 'Sign-in',
    summary: 'Who you are',
    access: 'session',
    responses: { 200: { description: 'The signed-in person', schema: meView } },
    problems: [],
    handle: async (request) => {
      const principal = principalOf(request)
      const card = principal.kind === 'user' ? await deps.people.card(principal.user.id) : undefined
      if (!card) throw notSignedIn('Sign in.')
      return ok(presentMe(card, deps.authMode, await deps.databaseClock.now()))
    },
  })
