import type { EngineClock } from '../engine/clock.ts'
import type { Tokens } from '../engine/tokens.ts'
import { type Counters, tokenHash } from './counters.ts'
import type { Faults } from './faults.ts'
import type { Quotas } from './quotas.ts'

export interface OpenToken {
  readonly token: string
  readonly tokenHash: string
  readonly executionArn: string
  readonly stateName: string
  /** Milliseconds since 1970. */
  readonly openedAt: number
}

/** What AWS does not have: the handles a test holds. Also served under `/_control/`. */
export interface Controls {
  readonly faults: Faults
  readonly quotas: Quotas
  readonly counters: Counters
  readonly clock: Pick<EngineClock, 'now' | 'hold' | 'release' | 'advance' | 'mode'>
  /** Tasks that wait for an answer, of one execution or of all. */
  openTokens(executionArn?: string): readonly OpenToken[]
}

export function createControls(deps: {
  readonly faults: Faults
  readonly quotas: Quotas
  readonly counters: Counters
  readonly clock: EngineClock
  readonly tokens: Tokens
}): Controls {
  const { faults, quotas, counters, clock, tokens } = deps
  return {
    faults,
    quotas,
    counters,
    clock,
    openTokens(executionArn) {
      const open: OpenToken[] = []
      for (const [token, { executionArn: arn, stateName, openedAt }] of tokens.list()) {
        if (executionArn === undefined || executionArn === arn) {
          open.push({ token, tokenHash: tokenHash(token), executionArn: arn, stateName, openedAt })
        }
      }
      return open
    },
  }
}
