import type { CallbackQueue } from '../../ports/callback-queue.ts'
import type { HeartbeatShards } from '../../ports/heartbeat-shards.ts'
import type { TokenSealer } from '../../ports/token-sealer.ts'
import type { TokenVault } from '../../ports/token-vault.ts'
import type { NewAuditEntry, Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { TokenOutcome, WorkflowEngine } from '../../ports/workflow-engine.ts'
import { type CrashEffects, createFailures, FailedOnPurpose } from './failures-on-purpose.ts'

/** The places around a registration, a decision and its delivery where a process may die or lose a connection. */
export const CRASH_POINTS = [
  'before-vault-put',
  'after-vault-put',
  'before-registration-commit',
  'after-registration-commit',
  'before-vote-commit',
  'after-vote-commit',
  'before-undo-commit',
  'after-lease',
  'after-vault-get',
  'after-token-open',
  'before-send',
  'after-send',
  'before-record-commit',
  'after-record-commit',
  'after-judge-lease',
  'after-judge',
  'after-beat',
  'before-close-commit',
  'after-close-commit',
  'after-shard-claim',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

export interface CrashableParts {
  unitOfWork: UnitOfWork
  vault: TokenVault
  sealer: TokenSealer
  engine: WorkflowEngine
}

/**
 * Fails at named points, to prove that none loses or doubles anything: what comes after a point never happens, and what
 * came before it is not answered. The ports are wrapped, so neither domain nor use cases know; without a setting
 * nothing is.
 */
export function createCrashPoints(setting: string | null, effects: CrashEffects) {
  const failures = createFailures(setting ?? '', effects)
  return {
    parts: <T extends CrashableParts>(parts: T): T =>
      setting === null ? parts : { ...parts, ...wrapParts(parts, failures) },
    queue: (queue: CallbackQueue): CallbackQueue => (setting === null ? queue : wrapQueue(queue, failures)),
    shards: (shards: HeartbeatShards): HeartbeatShards => (setting === null ? shards : wrapShards(shards, failures)),
  }
}

type Failures = ReturnType<typeof createFailures>

function wrapParts({ unitOfWork, vault, sealer, engine }: CrashableParts, failures: Failures): CrashableParts {
  return {
    unitOfWork: {
      async transaction(work) {
        let label: string | undefined
        const result = await unitOfWork.transaction(async (stores) => {
          const done = await work(
            noticing(stores, (found) => {
              label ??= found
            }),
          )
          if (label) await failures.pass(`before-${label}-commit`)
          return done
        })
        if (label) await failures.pass(`after-${label}-commit`)
        return result
      },
    },
    vault: {
      ...vault,
      async put(attemptId, envelope, expiresAt) {
        await failures.pass('before-vault-put')
        const result = await vault.put(attemptId, envelope, expiresAt)
        await failures.pass('after-vault-put')
        return result
      },
      async get(attemptId) {
        const envelope = await vault.get(attemptId)
        await failures.pass('after-vault-get')
        return envelope
      },
    },
    sealer: {
      ...sealer,
      open(envelope, binding) {
        const token = sealer.open(envelope, binding)
        failures.passSync('after-token-open')
        return token
      },
    },
    engine: wrapEngine(engine, failures),
  }
}

/** The port answers instead of throwing, as its adapter does when the network fails. */
function wrapEngine(engine: WorkflowEngine, failures: Failures): WorkflowEngine {
  return {
    ...engine,
    answer: (executionArn, token, body) =>
      unclearWhenFailed(async () => {
        await failures.pass('before-send')
        const outcome = await engine.answer(executionArn, token, body)
        await failures.pass('after-send')
        return outcome
      }),
    heartbeat: (executionArn, token) =>
      unclearWhenFailed(async () => {
        const outcome = await engine.heartbeat(executionArn, token)
        if (outcome.kind === 'accepted') await failures.pass('after-beat')
        return outcome
      }),
    async history(executionArn, nextToken) {
      const page = await engine.history(executionArn, nextToken)
      try {
        await failures.pass('after-judge')
        return page
      } catch (error) {
        return { kind: 'unavailable', error: networkErrorOf(error) }
      }
    },
  }
}

async function unclearWhenFailed(call: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
  try {
    return await call()
  } catch (error) {
    return { kind: 'unknown', error: networkErrorOf(error), requestId: null }
  }
}

function networkErrorOf(error: unknown): string {
  if (error instanceof FailedOnPurpose) return error.code
  throw error
}

/** What a transaction is about shows in what it writes. */
function noticing(stores: Stores, notice: (label: string) => void): Stores {
  return {
    ...stores,
    deliveries: {
      ...stores.deliveries,
      settle(lease, settlement) {
        notice('record')
        return stores.deliveries.settle(lease, settlement)
      },
    },
    audit: {
      ...stores.audit,
      append(...entries) {
        for (const entry of entries) {
          const label = LABELS[entry.type]
          if (label) notice(label)
        }
        return stores.audit.append(...entries)
      },
    },
  }
}

const LABELS: Readonly<Partial<Record<NewAuditEntry['type'], string>>> = {
  'approval.requested': 'registration',
  'approval.superseded': 'registration',
  'approval.decided': 'vote',
  'approval.undone': 'undo',
  'approval.expired': 'close',
  'approval.withdrawn': 'close',
}

function wrapQueue(queue: CallbackQueue, failures: Failures): CallbackQueue {
  return {
    ...queue,
    async lease(lane, options) {
      const leases = await queue.lease(lane, options)
      if (leases.length > 0) await failures.pass(lane === 'send' ? 'after-lease' : 'after-judge-lease')
      return leases
    },
  }
}

function wrapShards(shards: HeartbeatShards, failures: Failures): HeartbeatShards {
  return {
    ...shards,
    async keep(owner, leaseMs) {
      const holding = await shards.keep(owner, leaseMs)
      if (holding.held.size > 0) await failures.pass('after-shard-claim')
      return holding
    },
  }
}
