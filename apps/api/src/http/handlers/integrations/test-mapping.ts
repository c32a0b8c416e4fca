import { mappingTest, mappingTestResult } from '@countersign/shared/integrations'
import { testMapping } from '../../../use-cases/integrations/test-mapping.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const testMappingRoute = (deps: Parameters<typeof testMapping>[0]): Route =>
  defineRoute({
    path: 'mappingTests',
    method: 'post',
    operationId: 'testMapping',
    tag: 'Integrations',
    summary: 'Try a mapping on a body',
    description:
      'Nothing is recorded. With an approval, `wouldBeRefused` is the sentence that a vote like this would get from the same judge as a true one.',
    access: { scope: 'settings:manage' },
    body: mappingTest,
    responses: { 200: { description: 'What the body would become', schema: mappingTestResult } },
    problems: ['not-permitted', 'invalid-request'],
    handle: async (request) => {
      const result = await testMapping(deps, { principal: principalOf(request), test: request.body })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(result.result)
    },
  })
