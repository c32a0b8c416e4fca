import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Handler, Handlers } from './integrations/handler.ts'

/**
 * A module's handlers: its named exports, and the entries of an exported object `handlers` or of a default export that
 * is an object. Names such as `sns:publish` are easier to write there.
 */
export async function loadHandlers(path: string): Promise<Handlers> {
  const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href)
  const { default: byDefault, handlers: byName, ...named } = module
  const found = { ...entriesOf(byDefault), ...entriesOf(byName), ...named }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, Handler] => isHandler(entry[1])))
}

const entriesOf = (grouped: unknown): object => (typeof grouped === 'object' && grouped !== null ? grouped : {})

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function' || typeof value === 'string'
}
