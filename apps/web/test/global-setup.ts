import type { TestProject } from 'vitest/node'
import { startNext } from './support/next-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    nextPort: number
  }
}

/** The built app keeps nothing between requests, so one serves every file; what they see comes from their own API. */
export default async function startNextOnce(project: TestProject): Promise<() => Promise<void>> {
  const next = await startNext()
  project.provide('nextPort', next.port)
  return next.close
}
