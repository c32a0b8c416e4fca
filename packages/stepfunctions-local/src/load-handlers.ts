import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Handler, Handlers } from './integrations/handler.ts'

/** A module's handlers: its named exports, and the entries of an object exported as `handlers` or by default. */
export async function loadHandlers(path: string): Promise<Handlers> {
  const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href)
  const { default: byDefault, handlers, ...named } = module
  const found = { ...entriesOf(byDefault), ...entriesOf(handlers), ...named }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, Handler] => isHandler(entry[1])))
}

function entriesOf(group: unknown): object {
  return typeof group === 'object' && group !== null ? group : {}
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function' || typeof value === 'string'
}
