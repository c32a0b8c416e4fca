import { preferences, preferencesView } from '@countersign/shared/preferences'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { savePreferences } from '../../../use-cases/notices/save-preferences.ts'
import { ok } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { personOf } from './person-of.ts'

export const savePreferencesRoute = (deps: { readonly unitOfWork: UnitOfWork; readonly mailEnabled: boolean }): Route =>
  defineRoute({
    path: 'myPreferences',
    method: 'post',
    operationId: 'saveMyPreferences',
    tag: 'Notices',
    summary: 'Say how you wish to hear of approvals',
    description: 'Quiet hours hold back everything but escalations until they end.',
    access: 'session',
    body: preferences,
    responses: { 200: { description: 'Your preferences', schema: preferencesView } },
    problems: [],
    idempotent: true,
    handle: async (request) => {
      const user = personOf(request)
      await savePreferences(deps, user, request.body)
      return ok({ ...request.body, emailAddress: user.email, emailEnabled: deps.mailEnabled })
    },
  })
