import type { CallbackQueue } from '../../ports/callback-queue.ts'
import type { HeartbeatShards } from '../../ports/heartbeat-shards.ts'
import type { TokenSealer } from '../../ports/token-sealer.ts'
import type { TokenVault } from '../../ports/token-vault.ts'
import type { NewAuditEntry, Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../../ports/workflow-engine.ts'

/** The places around a registration, a decision and its delivery where a process may die. */
export const CRASH_POINTS = [
  'before-vault-put',
  'after-vault-put',
  'before-registration-commit',
  'after-registration-commit',
  'before-vote-commit',
  'after-vote-commit',
  'before-undo-commit',
  'after-lease',
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
 * Kills the process at one named point (`name`, or `name:3` for the third time it is reached), to prove that no point
 * loses or doubles anything. The ports are wrapped, so neither domain nor use cases know; without a setting nothing is.
 */
export function createCrashPoints(setting: string | null, kill: () => void) {
  const [name, times] = (setting ?? '').split(':')
  let left = times === undefined ? 1 : Number(times)
  const reach = (point: string): void => {
    if (point !== name) return
    left -= 1
    if (left === 0) kill()
  }

  return {
    parts: <T extends CrashableParts>(parts: T): T =>
      setting === null ? parts : { ...parts, ...wrapParts(parts, reach) },
    queue: (queue: CallbackQueue): CallbackQueue => (setting === null ? queue : wrapQueue(queue, reach)),
    shards: (shards: HeartbeatShards): HeartbeatShards => (setting === null ? shards : wrapShards(shards, reach)),
  }
}

type Reach = (point: string) => void

function wrapParts({ unitOfWork, vault, sealer, engine }: CrashableParts, reach: Reach): CrashableParts {
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
          if (label) reach(`before-${label}-commit`)
          return done
        })
        if (label) reach(`after-${label}-commit`)
        return result
      },
    },
    vault: {
      ...vault,
      async put(attemptId, envelope, expiresAt) {
        reach('before-vault-put')
        const result = await vault.put(attemptId, envelope, expiresAt)
        reach('after-vault-put')
        return result
      },
    },
    sealer: {
      ...sealer,
      open(envelope, binding) {
        const token = sealer.open(envelope, binding)
        reach('after-token-open')
        return token
      },
    },
    engine: wrapEngine(engine, reach),
  }
}

function wrapEngine(engine: WorkflowEngine, reach: Reach): WorkflowEngine {
  return {
    ...engine,
    async answer(executionArn, token, body) {
      reach('before-send')
      const outcome = await engine.answer(executionArn, token, body)
      reach('after-send')
      return outcome
    },
    async heartbeat(executionArn, token) {
      const outcome = await engine.heartbeat(executionArn, token)
      if (outcome.kind === 'accepted') reach('after-beat')
      return outcome
    },
    async history(executionArn, nextToken) {
      const page = await engine.history(executionArn, nextToken)
      reach('after-judge')
      return page
    },
  }
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

function wrapQueue(queue: CallbackQueue, reach: Reach): CallbackQueue {
  return {
    ...queue,
    async lease(lane, options) {
      const leases = await queue.lease(lane, options)
      if (leases.length > 0) reach(lane === 'send' ? 'after-lease' : 'after-judge-lease')
      return leases
    },
  }
}

function wrapShards(shards: HeartbeatShards, reach: Reach): HeartbeatShards {
  return {
    ...shards,
    async keep(owner, leaseMs) {
      const holding = await shards.keep(owner, leaseMs)
      if (holding.held.size > 0) reach('after-shard-claim')
      return holding
    },
  }
}
