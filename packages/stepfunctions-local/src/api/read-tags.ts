import { isJsonObject, type Json } from '../language/json.ts'

export function readTags(value: Json | undefined): Record<string, string> {
  if (!Array.isArray(value)) return {}
  const pairs = value.flatMap((tag): [string, string][] => {
    const key = isJsonObject(tag) ? tag.key : undefined
    const text = isJsonObject(tag) ? tag.value : undefined
    return typeof key === 'string' ? [[key, typeof text === 'string' ? text : '']] : []
  })
  return Object.fromEntries(pairs)
}
