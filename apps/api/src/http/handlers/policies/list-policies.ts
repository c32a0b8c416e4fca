import { apiPath } from '@countersign/shared/paths'
import { policyPage, policyPageQuery } from '@countersign/shared/policies'
import { presentPolicySummary } from '../../../present/policies/present-policy.ts'
import { readPolicies } from '../../../use-cases/policies/read-policies.ts'
import { ok } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { nextPage } from '../../present/next-page.ts'

export const listPoliciesRoute = (deps: Parameters<typeof readPolicies>[0]): Route =>
  defineRoute({
    path: 'policies',
    method: 'get',
    operationId: 'listPolicies',
    tag: 'Policies',
    summary: 'The policies, by name',
    access: { scope: 'approvals:read' },
    query: policyPageQuery,
    responses: { 200: { description: 'One page', schema: policyPage } },
    problems: [],
    handle: async ({ query }) => {
      const { items, nextCursor } = await readPolicies(deps).list({ cursor: query.cursor ?? null, limit: query.limit })
      return ok(
        { items: items.map(presentPolicySummary), nextCursor },
        nextPage(apiPath('policies'), query, nextCursor),
      )
    },
  })
