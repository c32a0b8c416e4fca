import { webPaths } from '@countersign/shared/paths'
import type { Account } from './account.ts'

/** For whoever reads why an answer waits: the account, the role, and what repairs it. What waits goes out by itself then. */
const REPAIR = `The page Accounts (${webPaths.accounts()}) shows the policies it needs and checks them; what waits goes out by itself.`

export function assumeRefusedSentence({ id, label, roleArn }: Account, error: string): string {
  return `The AWS account ${id} (${label}) does not let Countersign assume ${roleArn} (${error}). Restore the role, its trust in us with our external id, and our own right to assume it. ${REPAIR}`
}

/** The role, or the service's own credentials, may not make the call. */
export function callRefusedSentence(
  { id, roleArn }: { readonly id: string; readonly roleArn: string | null },
  { action, region, error }: { readonly action: string; readonly region: string; readonly error: string },
): string {
  const who = roleArn ?? "the service's own credentials"
  return `In the AWS account ${id}, ${who} may not call ${action} in ${region} (${error}). Allow it in the permission policy. ${REPAIR}`
}
