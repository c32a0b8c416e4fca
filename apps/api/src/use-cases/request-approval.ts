import type { AttemptId } from '@countersign/shared/ids'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Home } from '../domain/accounts/account.ts'
import { addSeconds } from '../domain/deadline.ts'
import { parseExecutionArn } from '../domain/execution-arn.ts'
import type { BeatBudget } from '../domain/heartbeats/beat-budget.ts'
import { beatsPerSecond, judgeBeatBudget } from '../domain/heartbeats/beat-budget.ts'
import type { Life } from '../domain/match-attempt.ts'
import { matchAttempt } from '../domain/match-attempt.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { HomeFinder } from '../ports/accounts.ts'
import type { BeatLoad } from '../ports/beat-load.ts'
import type { Conditions } from '../ports/conditions.ts'
import type { FormValidator } from '../ports/form-validator.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { Policy, Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { judgeSource } from './accounts/judge-source.ts'
import type { ApprovalRequested, RequestApprovalCommand, Warning } from './approval-requested.ts'
import type { Asking } from './make-question.ts'
import type { Placement } from './place-attempt.ts'
import { answerKnown, incomingOf, placeAttempt } from './place-attempt.ts'
import { probePredecessor } from './probe-predecessor.ts'
import { probeToken } from './probe-token.ts'
import { recordDenial } from './record-denial.ts'
import { resolveAddressee } from './resolve-addressee.ts'

export type { ApprovalRequested, RequestApprovalCommand }

export interface RequestApprovalDeps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly sealer: TokenSealer
  readonly vault: TokenVault
  readonly forms: FormValidator
  readonly conditions: Conditions
  readonly beatLoad: BeatLoad
  readonly engine: Pick<WorkflowEngine, 'heartbeat' | 'history'>
  readonly home: HomeFinder
  /** SendTaskHeartbeat calls per second that one account and region may use. */
  readonly beatQuotaOf: (account: string, region: string) => number
}

/** An execution lives one year at most, and so does its token. */
const TOKEN_LIFE_SECONDS = 366 * 86_400

/**
 * Flow 1. The token is sealed and put away under the attempt's id before the transaction that makes the attempt
 * visible, so a visible attempt always has its token. A process that dies between the two leaves an envelope nobody
 * refers to; the vault forgets it in time.
 */
export async function requestApproval(
  deps: RequestApprovalDeps,
  command: RequestApprovalCommand,
): Promise<ApprovalRequested | Refused> {
  const tokenHash = deps.sealer.hash(command.taskToken)
  const attemptId = deps.identifiers.attempt()
  const home = await deps.home.find()
  const prepared = await deps.unitOfWork.transaction((stores) =>
    prepare(deps, stores, command, { tokenHash, attemptId, home }),
  )
  if (prepared.kind === 'refused') await recordDenial(deps.unitOfWork, command.principal, 'request', null, prepared)
  if (prepared.kind !== 'prepared') return prepared
  const budget = await judgeLoad(deps, command)
  if (budget === 'overcommitted') return refused(OVERCOMMITTED)
  const binding = { attemptId, executionArn: command.source.executionArn }
  const envelope = deps.sealer.seal(command.taskToken, binding)
  await deps.vault.put(attemptId, envelope, addSeconds(prepared.now, TOKEN_LIFE_SECONDS))
  // When this throws, the commit may have happened all the same: the envelope stays.
  const result = await place(deps, command, { tokenHash, asking: prepared.asking })
  // Nobody will answer with a token that came too late.
  if (result.kind === 'refused' || result.attempt.id !== attemptId || result.how === 'late') {
    await forget(deps, attemptId)
    return result
  }
  const { account, region } = parseExecutionArn(binding.executionArn)
  deps.beatLoad.add(account, region, beatsPerSecond(result.approval.heartbeat))
  return budget === 'tight' ? { ...result, warnings: [...result.warnings, TIGHT] } : result
}

/** Places the token; where that depends on which tokens still live, the engine is asked between two transactions. */
async function place(
  deps: RequestApprovalDeps,
  command: RequestApprovalCommand,
  facts: Pick<Placement, 'tokenHash' | 'asking'>,
): Promise<ApprovalRequested | Refused> {
  const { executionArn } = command.source
  const of = new Map<AttemptId, Life>()
  let own: Life | undefined
  for (;;) {
    const placement = { ...facts, approvalId: deps.identifiers.approval(), proofs: { own, of } }
    const placed = await deps.unitOfWork.transaction((stores) => placeAttempt(deps, stores, command, placement))
    if (placed.kind !== 'unproven') return placed
    if (placed.own) own = await probeToken(deps, executionArn, command.taskToken)
    await Promise.all(
      placed.predecessors.map(async (each) => of.set(each.attempt.id, await probePredecessor(deps, each))),
    )
  }
}

/** Nobody refers to the envelope, so a vault that does not answer now forgets it by its expiry. */
async function forget({ vault }: RequestApprovalDeps, attemptId: AttemptId): Promise<void> {
  try {
    await vault.remove(attemptId)
  } catch {}
}

type Prepared = { readonly kind: 'prepared'; readonly asking: Asking; readonly now: Date }

/** Everything that can be refused, or answered, before a token is stored. */
async function prepare(
  deps: RequestApprovalDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  { tokenHash, attemptId, home }: { tokenHash: Uint8Array; attemptId: AttemptId; home: Home | null },
): Promise<Prepared | ApprovalRequested | Refused> {
  const { request, source, principal } = command
  if (parseExecutionArn(source.executionArn).express) return refused(EXPRESS)
  const addressee = await resolveAddressee(stores.directory, principal, request)
  if (addressee.kind === 'refused') return addressee
  const known = await stores.approvals.findByTokenHash(tokenHash)
  if (known) {
    const match = matchAttempt(incomingOf(command), known, [])
    if (match.kind === 'same' || match.kind === 'conflict') return answerKnown(match)
  }
  const unreachable = await judgeSource(stores, source.executionArn, home)
  if (unreachable) return unreachable
  const faults = request.form ? deps.forms.schemaFaults(request.form) : []
  if (faults.length > 0)
    return refused({
      code: 'invalid-request',
      errors: faults.map(({ pointer, message }) => ({ pointer: `/approval/form/schema${pointer}`, message })),
    })
  const unheard = refuseUnheardOutcomes(addressee.policy, request)
  if (unheard) return unheard
  const asking = { command, addressee, attemptId, shard: deps.identifiers.shard() }
  return { kind: 'prepared', asking, now: await stores.now() }
}

/** A policy that names its outcomes lets nobody ask for others. */
function refuseUnheardOutcomes({ name, document }: Policy, { outcomes }: ApprovalRequest): Refused | undefined {
  const allowed = document.outcomes?.map(({ id }) => id)
  if (!allowed || !outcomes) return undefined
  const errors = outcomes.flatMap(({ id }, index) =>
    allowed.includes(id)
      ? []
      : [
          {
            pointer: `/approval/outcomes/${index}/id`,
            message: `the policy "${name}" allows ${allowed.join(', ')} only`,
          },
        ],
  )
  return errors.length > 0 ? refused({ code: 'invalid-request', errors }) : undefined
}

async function judgeLoad(deps: RequestApprovalDeps, { source, request }: RequestApprovalCommand): Promise<BeatBudget> {
  const { heartbeatSeconds: seconds, heartbeatMode: mode } = request
  const added = beatsPerSecond(seconds === undefined ? null : { mode, seconds })
  if (added === 0) return 'fits'
  const { account, region } = parseExecutionArn(source.executionArn)
  return judgeBeatBudget(await deps.beatLoad.current(account, region), added, deps.beatQuotaOf(account, region))
}

const EXPRESS = {
  code: 'express-not-supported',
  sentence: 'Express workflows have no task tokens. Use a Standard workflow for the part that waits for people.',
} as const
const OVERCOMMITTED = {
  code: 'heartbeat-overcommitted',
  sentence:
    'The heartbeats of the waiting tasks would exceed the SendTaskHeartbeat quota of this account and region, and tasks ' +
    'would time out. Raise HeartbeatSeconds (900 or more suits human waits), drop it in favour of TimeoutSeconds, or raise the quota.',
} as const
const TIGHT: Warning = {
  code: 'heartbeats-tight',
  message:
    'The heartbeats of the waiting tasks use more than 80 % of the SendTaskHeartbeat quota of this account and region. ' +
    'Raise HeartbeatSeconds or the quota before registrations are refused.',
}
