import type { Home } from '../../domain/accounts/account.ts'
import { judgeAccount } from '../../domain/accounts/judge-account.ts'
import { parseExecutionArn } from '../../domain/execution-arn.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/**
 * Refuses an execution whose answer could not be delivered later. The ARN is the caller's claim: a false one leads the
 * token to an engine that does not know it, with the role of the claimed account, and to nothing else.
 */
export async function judgeSource(
  { accounts }: Pick<Stores, 'accounts'>,
  executionArn: string,
  home: Home | null,
): Promise<Refused | undefined> {
  const place = parseExecutionArn(executionArn)
  const standing = judgeAccount(place, await accounts.find(place.account), home)
  if (standing.kind !== 'closed') return undefined
  const { code, sentence } = standing
  return refused({ code, sentence })
}
