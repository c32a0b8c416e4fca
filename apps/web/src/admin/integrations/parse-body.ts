import type { Json } from '@countersign/shared/json'

export type ParsedBody =
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly sentence: string }

/** What was pasted, as JSON, or a sentence about where it stops being that. */
export function parseBody(text: string): ParsedBody {
  if (text.trim() === '') return { kind: 'empty' }
  try {
    return { kind: 'json', value: JSON.parse(text) as Json }
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    if (position === undefined) return { kind: 'wrong', sentence: 'This is not JSON.' }
    const line = text.slice(0, Number(position)).split('\n').length
    return { kind: 'wrong', sentence: `This is not JSON: look at line ${line}.` }
  }
}
