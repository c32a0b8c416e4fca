import type { Json } from '@countersign/shared/json'
import type { FieldError } from './refusal.ts'

const MAX_BYTES = 32_768
/** Schema positions after every reference is written out; the work of one validation grows with it. */
const MAX_EXPANDED = 5_000

/**
 * What is wrong with a form's schema before a compiler sees it. References must lead inside the document and end:
 * otherwise a small schema could keep a validation busy for hours.
 */
export function formSchemaFaults(schema: Readonly<Record<string, Json>>): readonly FieldError[] {
  if (Buffer.byteLength(JSON.stringify(schema)) > MAX_BYTES)
    return [{ pointer: '', message: `is larger than ${MAX_BYTES} bytes` }]
  if (schema.type !== 'object') return [{ pointer: '/type', message: 'must be "object": a form edits named fields' }]
  const fault = measure(schema, { root: schema, begun: new Set(), known: new Map() })
  if (typeof fault !== 'number') return [fault]
  return fault > MAX_EXPANDED ? [{ pointer: '', message: 'expands to too many parts; use fewer references' }] : []
}

interface Walk {
  readonly root: Json
  /** References begun: one that is met again before its size is known never ends. */
  readonly begun: Set<string>
  readonly known: Map<string, number>
}

function measure(node: Json, walk: Walk): number | FieldError {
  if (typeof node !== 'object' || node === null) return 1
  let size = 1
  for (const [key, child] of Object.entries(node)) {
    if (key === '$dynamicRef' || key === '$recursiveRef') return { pointer: '', message: `${key} is not supported` }
    const part = key === '$ref' && typeof child === 'string' ? follow(child, walk) : measure(child, walk)
    if (typeof part !== 'number') return part
    size += part
    if (size > MAX_EXPANDED) return size
  }
  return size
}

function follow(reference: string, walk: Walk): number | FieldError {
  const known = walk.known.get(reference)
  if (known !== undefined) return known
  if (walk.begun.has(reference)) return { pointer: '', message: `the reference ${reference} leads back to itself` }
  const target = reference.startsWith('#/') ? resolve(walk.root, reference.slice(2)) : undefined
  if (target === undefined) return { pointer: '', message: `the reference ${reference} leads nowhere in this schema` }
  walk.begun.add(reference)
  const size = measure(target, walk)
  if (typeof size === 'number') walk.known.set(reference, size)
  return size
}

function resolve(root: Json, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((node, part) => {
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return undefined
      return (node as Record<string, Json>)[part]
    }, root)
}
