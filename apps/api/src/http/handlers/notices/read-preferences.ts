import { preferencesView } from '@countersign/shared/preferences'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { readPreferences } from '../../../use-cases/notices/read-preferences.ts'
import { ok } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { personOf } from './person-of.ts'

export const readPreferencesRoute = (deps: { readonly unitOfWork: UnitOfWork; readonly mailEnabled: boolean }): Route =>
  defineRoute({
    path: 'myPreferences',
    method: 'get',
    operationId: 'readMyPreferences',
    tag: 'Notices',
    summary: 'How you wish to hear of approvals',
    access: 'session',
    responses: { 200: { description: 'Your preferences', schema: preferencesView } },
    problems: [],
    handle: async (request) => {
      const user = personOf(request)
      const preferences = await readPreferences(deps, user)
      return ok({ ...preferences, emailAddress: user.email, emailEnabled: deps.mailEnabled })
    },
  })
