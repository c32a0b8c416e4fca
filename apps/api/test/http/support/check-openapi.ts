import { problemSchema } from '@countersign/shared/problems'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export interface OpenapiDocument {
  readonly paths: Record<string, Record<string, Operation>>
}

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: unknown }> }>
}

/** Holds every answer of a test against the document the service publishes about itself. */
export function createOpenapiCheck(document: OpenapiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<string, ValidateFunction>()

  return (method: string, url: string, response: { status: number; contentType: string; body: unknown }): void => {
    const path = new URL(url).pathname
    const template = Object.keys(document.paths).find((each) => matches(each, path))
    if (response.contentType.startsWith('application/problem+json')) problemSchema.parse(response.body)
    const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase()
    const operation = template && document.paths[template]?.[verb]
    if (!template || !operation) return
    const documented = operation.responses[response.status]
    if (!documented) throw new Error(`${method} ${template} answered an undocumented ${response.status}`)
    const [type = ''] = response.contentType.split(';')
    if (!documented.content) {
      if (response.contentType !== '')
        throw new Error(`${method} ${template} ${response.status} has no documented body`)
      return
    }
    const schema = documented.content[type]?.schema
    if (schema === undefined)
      throw new Error(`${method} ${template} ${response.status} answered an undocumented ${type}`)
    if (!type.endsWith('json') || type.endsWith('ndjson')) return
    const pointer = ['paths', template, verb, 'responses', String(response.status), 'content', type, 'schema']
    const ref = `openapi#/${pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: encodeURI(ref) })
    compiled.set(ref, validate)
    if (!validate(response.body))
      throw new Error(`${method} ${template} ${response.status} is off-schema: ${ajv.errorsText(validate.errors)}`)
  }
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
