import type { AttemptId } from '@countersign/shared/ids'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Approval, Attempt, Source } from '../domain/approval.ts'
import type { BeatBudget } from '../domain/beat-budget.ts'
import { beatsPerSecond, judgeBeatBudget } from '../domain/beat-budget.ts'
import { addSeconds } from '../domain/deadline.ts'
import { parseExecutionArn } from '../domain/execution-arn.ts'
import type { AttemptOrder, IncomingAttempt, Match } from '../domain/match-attempt.ts'
import { canBeJoined, matchAttempt } from '../domain/match-attempt.ts'
import type { Question } from '../domain/open-approval.ts'
import { joinApproval, openApproval } from '../domain/open-approval.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { TaskToken } from '../domain/task-token.ts'
import type { BeatLoad } from '../ports/beat-load.ts'
import type { FormValidator } from '../ports/form-validator.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval, registrationFacts } from './audit-approval.ts'
import { recordDenial } from './record-denial.ts'
import { resolveAddressee } from './resolve-addressee.ts'

export interface RequestApprovalDeps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly sealer: TokenSealer
  readonly vault: TokenVault
  readonly forms: FormValidator
  readonly beatLoad: BeatLoad
  /** SendTaskHeartbeat calls per second that one account and region may use. */
  readonly beatQuotaPerSecond: number
}

export interface RequestApprovalCommand {
  readonly principal: Principal
  readonly taskToken: TaskToken
  readonly source: Source
  readonly order: AttemptOrder
  readonly request: ApprovalRequest
}

export interface Warning {
  readonly code: string
  readonly message: string
}

export interface ApprovalRequested {
  readonly kind: 'registered'
  readonly how: 'opened' | 'joined' | 'repeated'
  readonly approval: Approval
  /** The attempt of this token; an older one than the approval's when a repeated token is superseded. */
  readonly attempt: Attempt
  readonly warnings: readonly Warning[]
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
  const prepared = await deps.unitOfWork.transaction((stores) => prepare(deps, stores, command, tokenHash, attemptId))
  if (prepared.kind === 'refused') await recordDenial(deps.unitOfWork, command.principal, 'request', null, prepared)
  if (prepared.kind !== 'prepared') return prepared
  const budget = await judgeLoad(deps, command)
  if (budget === 'overcommitted') return refused(OVERCOMMITTED)
  const binding = { attemptId, executionArn: command.source.executionArn }
  const envelope = deps.sealer.seal(command.taskToken, binding)
  await deps.vault.put(attemptId, envelope, addSeconds(prepared.now, TOKEN_LIFE_SECONDS))
  // When this throws, the commit may have happened all the same: the envelope stays.
  const result = await deps.unitOfWork.transaction((stores) =>
    register(deps, stores, command, tokenHash, prepared.question),
  )
  if (result.kind === 'refused' || result.attempt.id !== attemptId) {
    await deps.vault.remove(attemptId)
    return result
  }
  const { account, region } = parseExecutionArn(binding.executionArn)
  deps.beatLoad.add(account, region, beatsPerSecond(result.approval.heartbeat))
  return budget === 'tight' ? { ...result, warnings: [...result.warnings, TIGHT] } : result
}

type Prepared = { readonly kind: 'prepared'; readonly question: Question; readonly now: Date }

/** Everything that can be refused, or answered, before a token is stored. */
async function prepare(
  deps: RequestApprovalDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  tokenHash: Uint8Array,
  attemptId: AttemptId,
): Promise<Prepared | ApprovalRequested | Refused> {
  const { request, source, order, principal } = command
  if (parseExecutionArn(source.executionArn).express) return refused(EXPRESS)
  const addressee = await resolveAddressee(stores.directory, principal, request)
  if (addressee.kind === 'refused') return addressee
  const known = await stores.approvals.findByTokenHash(tokenHash)
  if (known) return answerMatch(matchAttempt(incomingOf(command), known, []))
  const faults = request.form ? deps.forms.schemaFaults(request.form) : []
  if (faults.length > 0)
    return refused({
      code: 'invalid-request',
      errors: faults.map(({ pointer, message }) => ({ pointer: `/approval/form/schema${pointer}`, message })),
    })
  const { team, policy, registeredByKey, registeredFor } = addressee
  const shard = deps.identifiers.shard()
  const question = { request, source, order, team, policy, registeredByKey, registeredFor, attemptId, shard }
  return { kind: 'prepared', question, now: await stores.now() }
}

/** I6, under the locks of this token and of its attempt group. */
async function register(
  deps: RequestApprovalDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  tokenHash: Uint8Array,
  question: Question,
): Promise<ApprovalRequested | Refused> {
  const { source, request, principal } = command
  const group = { executionArn: source.executionArn, stateName: source.stateName, itemKey: request.key ?? null }
  await stores.approvals.lockRegistration(tokenHash, group)
  const known = await stores.approvals.findByTokenHash(tokenHash)
  const match = matchAttempt(incomingOf(command), known, known ? [] : await stores.approvals.findByGroup(group))
  const now = await stores.now()
  if (match.kind === 'new') {
    const approval = openApproval(question, deps.identifiers.approval(), match.follows, now)
    await stores.approvals.insert(approval, tokenHash)
    await stores.audit.append(
      auditApproval('approval.requested', approval, principal, now, registrationFacts(approval)),
    )
    return { kind: 'registered', how: 'opened', approval, attempt: approval.attempt, warnings: match.warnings }
  }
  if (match.kind !== 'join') return answerMatch(match)
  const from = await stores.approvals.find(match.id)
  if (!from) throw new Error(`approval ${match.id} is gone`)
  const approval = joinApproval(from, question, now)
  const joinable = canBeJoined(from.status, 'closed' in from ? from.closed.reason : null)
  // A vote or a close may win the row meanwhile; then what the token means has to be judged again.
  if (!joinable || !(await stores.approvals.addAttempt(from, approval, tokenHash)))
    return register(deps, stores, command, tokenHash, question)
  const type = from.status === 'pending' ? 'approval.superseded' : 'approval.revived'
  const facts = { supersedes: from.attempt.number, ...registrationFacts(approval) }
  await stores.audit.append(auditApproval(type, approval, principal, now, facts))
  return { kind: 'registered', how: 'joined', approval, attempt: approval.attempt, warnings: [] }
}

function answerMatch(match: Match): ApprovalRequested | Refused {
  switch (match.kind) {
    case 'same': {
      const { approval, attempt } = match
      return { kind: 'registered', how: 'repeated', approval, attempt, warnings: [] }
    }
    case 'conflict':
      return refused(CONFLICT)
    case 'stale':
      return refused({
        code: 'stale-attempt',
        sentence:
          `A newer attempt of this task is registered already (redrive ${match.newest.redriveCount}, ` +
          `retry ${match.newest.retryCount}); this token can no longer be answered.`,
      })
    case 'join':
    case 'new':
      throw new Error(`a match of kind ${match.kind} has to be registered`)
  }
}

function incomingOf({ source, order, request }: RequestApprovalCommand): IncomingAttempt {
  const { executionArn, stateName, enteredTime } = source
  return { executionArn, stateName, enteredTime, itemKey: request.key ?? null, order }
}

async function judgeLoad(deps: RequestApprovalDeps, { source, request }: RequestApprovalCommand): Promise<BeatBudget> {
  const { heartbeatSeconds: seconds, heartbeatMode: mode } = request
  const added = beatsPerSecond(seconds === undefined ? null : { mode, seconds })
  if (added === 0) return 'fits'
  const { account, region } = parseExecutionArn(source.executionArn)
  return judgeBeatBudget(await deps.beatLoad.current(account, region), added, deps.beatQuotaPerSecond)
}

const EXPRESS = {
  code: 'express-not-supported',
  sentence: 'Express workflows have no task tokens. Use a Standard workflow for the part that waits for people.',
} as const
const CONFLICT = {
  code: 'token-conflict',
  sentence: 'This task token is registered for another task. Pass the context object of the task it belongs to.',
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
