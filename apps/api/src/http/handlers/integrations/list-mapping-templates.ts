import { mappingTemplates } from '@countersign/shared/integrations'
import { authorizeSetup } from '../../../domain/authorize.ts'
import { MAPPING_TEMPLATES } from '../../../domain/integrations/mapping-templates.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const listMappingTemplatesRoute = (): Route =>
  defineRoute({
    path: 'mappingTemplates',
    method: 'get',
    operationId: 'listMappingTemplates',
    tag: 'Integrations',
    summary: 'Ready-made mappings',
    description: 'For ServiceNow, Jira, GitHub and a generic form, with messages of each and what becomes of them.',
    access: { scope: 'settings:manage' },
    responses: { 200: { description: 'All of them', schema: mappingTemplates } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const verdict = authorizeSetup(principalOf(request))
      return verdict.allowed ? ok({ items: MAPPING_TEMPLATES }) : problem(toProblem(verdict))
    },
  })
