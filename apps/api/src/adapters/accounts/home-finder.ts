import { accountId } from '@countersign/shared/accounts'
import type { Home } from '../../domain/accounts/account.ts'
import type { HomeFinder } from '../../ports/accounts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Sts } from './sts.ts'

interface Deps {
  /** `null`: there is none to ask, because a local engine stands in for AWS. */
  readonly sts: Pick<Sts, 'whoAmI'> | null
  readonly clock: Clock
  readonly log: Log
}

const ASK_AGAIN_MS = 60_000

/** Which account the service runs in: as configured (`AWS_ACCOUNT_ID`), else as STS says. */
export function createHomeFinder(
  { sts, clock, log }: Deps,
  { accountId: configured, region }: { accountId: string | null; region: string },
): HomeFinder {
  let found: Home | null = null
  let asking: Promise<void> | undefined
  let nextAskMs = Number.NEGATIVE_INFINITY

  return {
    async find() {
      if (!found && !asking && clock.monotonicMs() >= nextAskMs)
        asking = ask().finally(() => {
          asking = undefined
          nextAskMs = clock.monotonicMs() + ASK_AGAIN_MS
        })
      if (configured === null) await asking
      return configured === null
        ? found
        : { id: accountId.parse(configured), principalArn: found?.principalArn ?? null }
    },
  }

  async function ask(): Promise<void> {
    try {
      if (!sts) throw new Error('no STS here')
      const { account, arn } = await sts.whoAmI(region)
      found = { id: accountId.parse(account), principalArn: toRoleArn(arn) }
      if (configured !== null && configured !== account)
        log.error({ configured, account }, 'AWS_ACCOUNT_ID is not the account of the credentials: correct one of them')
    } catch (err) {
      if (configured === null)
        log.warn(
          sts ? { err } : {},
          'the own AWS account is not known, so executions of every account are taken: set AWS_ACCOUNT_ID',
        )
    }
  }
}

/** Sessions come and go; what policies name is the role they are of. (A path in the role's name is not in the session's ARN.) */
export const toRoleArn = (arn: string): string =>
  arn.replace(/^(arn:[\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3')
