import { demoUsersView } from '@countersign/shared/views'
import type { People } from '../../ports/people.ts'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'
import { type DemoGate, requireDemo } from '../require-demo.ts'

export const listDemoUsersRoute = (deps: DemoGate & { readonly people: People }): Route =>
  defineRoute({
    path: 'demoUsers',
    method: 'get',
    operationId: 'listDemoUsers',
    tag: 'Sign-in',
    summary: 'Whom the demo lets you be',
    access: 'browser',
    responses: { 200: { description: 'The seeded people', schema: demoUsersView } },
    problems: ['not-found'],
    handle: async (request) => {
      requireDemo(deps, request)
      const everyone = await deps.people.everyone()
      return ok({
        items: everyone.map(({ user, title, teams }) => ({
          id: user.id,
          name: user.name,
          title,
          role: user.role,
          teams,
        })),
      })
    },
  })
