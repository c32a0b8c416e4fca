import { policyDocument } from '@countersign/shared/policy-document'
import { z } from 'zod'
import { ok } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'

const schema = z.toJSONSchema(policyDocument, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' })

export const readPolicySchemaRoute = (): Route =>
  defineRoute({
    path: 'policySchema',
    method: 'get',
    operationId: 'readPolicySchema',
    tag: 'Policies',
    summary: 'JSON Schema of a policy document',
    description: 'For editors: `# yaml-language-server: $schema=…/v1/policies/schema.json`.',
    access: 'public',
    responses: { 200: { description: 'JSON Schema 2020-12', schema: z.looseObject({}) } },
    problems: [],
    handle: async () => ok({ ...schema, title: 'Countersign policy' }),
  })
