import type { JobHandlers } from '../ports/jobs.ts'
import type { SlackClient } from '../ports/slack-client.ts'
import { settleDeed } from '../use-cases/slack-in/settle-deed.ts'
import type { Parts } from './wire-parts.ts'

/** The worker's side of what comes in from Slack: what was acknowledged is done. */
export function wireSlackDeeds(parts: Parts, slack: SlackClient | null): Pick<JobHandlers, 'slack-action'> {
  if (!slack) return { 'slack-action': async () => {} }
  const deps = { ...parts, slack, publicUrl: parts.config.http.publicUrl }
  return { 'slack-action': async (job) => settleDeed({ ...deps, forms: await openForms() }, job) }
}

/** The compiler of forms is read in with the first deed: most workers hear nothing from Slack. */
async function openForms() {
  const { createFormValidator } = await import('../adapters/json-schema/form-validator.ts')
  return createFormValidator()
}
