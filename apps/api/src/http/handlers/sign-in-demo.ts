import { demoSignInRequest } from '@countersign/shared/requests'
import { meView } from '@countersign/shared/views'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import type { People } from '../../ports/people.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordSession } from '../../use-cases/record-session.ts'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { presentMe } from '../present/present-me.ts'
import { type DemoGate, requireDemo } from '../require-demo.ts'
import { ProblemError } from '../to-problem.ts'

type Deps = DemoGate & {
  readonly people: People
  readonly databaseClock: DatabaseClock
  readonly unitOfWork: UnitOfWork
}

export const signInDemoRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'demoSignIn',
    method: 'post',
    operationId: 'signInDemo',
    tag: 'Sign-in',
    summary: 'Become one of the seeded people',
    description: 'Only with AUTH_MODE=demo, which the service refuses in production and beyond this machine.',
    access: 'browser',
    body: demoSignInRequest,
    responses: { 200: { description: 'Who you are now; the session is in the cookie', schema: meView } },
    problems: ['not-found'],
    handle: async (request) => {
      requireDemo(deps, request)
      const card = await deps.people.card(request.body.userId)
      if (!card || card.user.disabled || card.user.ofIntegration) throw unknownPerson()
      await request.session.signIn(card.user.id)
      await recordSession(deps, card.user, 'session.signed_in')
      return ok(presentMe(card, deps.authMode, await deps.databaseClock.now()))
    },
  })

const unknownPerson = () =>
  new ProblemError({
    code: 'invalid-request',
    detail: 'There is no such person in the demo. GET /auth/demo/users lists them.',
    errors: [{ pointer: '/userId', message: 'is not one of the seeded people' }],
  })
