import { API_PATHS, type ApiPath } from '@countersign/shared/paths'
import type { z } from 'zod'
import type { Person } from './fake-store.ts'

export type FakeCall = {
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly me: Person
}

/** One route of the fake: its answer passes the contract's schema before it leaves. */
export type FakeRoute = {
  readonly method: 'GET' | 'POST'
  readonly path: ApiPath
  readonly answer: (call: FakeCall) => unknown
}

export function fakeRoute<S extends z.ZodType>(
  method: 'GET' | 'POST',
  path: ApiPath,
  schema: S,
  answer: (call: FakeCall) => z.input<S>,
): FakeRoute {
  return { method, path, answer: (call) => schema.parse(answer(call)) }
}

export function findRoute(routes: readonly FakeRoute[], method: string, pathname: string) {
  for (const route of routes) {
    const pattern = new RegExp(`^${API_PATHS[route.path].replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const found = pattern.exec(pathname)
    if (found && route.method === method) return { route, params: { ...found.groups } }
  }
  return undefined
}
