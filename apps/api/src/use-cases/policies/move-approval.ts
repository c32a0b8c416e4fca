import type { ApprovalId } from '@countersign/shared/ids'
import type { PolicyName } from '@countersign/shared/policy-document'
import type { PendingApproval, PolicyRef } from '../../domain/approval.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import { moveApproval as judgeMove } from '../../domain/policy/move.ts'
import { type Authorship, authorshipOf } from '../../domain/policy/second-admin.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import { refuseEnded } from '../../domain/refuse-ended.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { auditApproval } from '../audit-approval.ts'
import { findKnown } from '../find-known.ts'
import { makeQuestion } from '../make-question.ts'
import { recordDenial } from '../record-denial.ts'
import { recordRegistration } from '../record-registration.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { requestOf } from '../request-of.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly conditions: Conditions
  readonly identifiers: Pick<Identifiers, 'decision' | 'callback'>
}

export interface MoveApprovalCommand {
  readonly principal: Principal
  readonly name: PolicyName
  readonly approvalId: ApprovalId
  /** `null`: the current one. */
  readonly version: number | null
}

export interface ApprovalMoved {
  readonly kind: 'moved'
  readonly policy: PolicyRef
  readonly votesDropped: number
}

/** An admin brings one open approval under another version of its policy. Its votes are asked again, and the log says so. */
export async function moveApproval(deps: Deps, command: MoveApprovalCommand): Promise<ApprovalMoved | Refused> {
  const result = await deps.unitOfWork.transaction(async (stores): Promise<ApprovalMoved | Refused> => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    const found = await findKnown(stores.approvals, principal, command.approvalId)
    if (found.kind === 'refused') return found
    const { approval: from } = found
    if (from.status !== 'pending') return refused(refuseEnded(from))
    if (from.policy.name !== command.name)
      return invalid('/approvalId', `follows the policy ${from.policy.name}, and only versions of that can be taken`)
    const ofKey = principal.kind === 'key' ? await stores.directory.peopleOfKey(principal.key.id) : []
    const mover = authorshipOf(principal, ofKey)
    if ('allowed' in mover) return refused(mover)
    const moved = await move(deps, stores, { from, mover }, command.version)
    if ('refusal' in moved) return moved
    const votes = await stores.votes.ofAttempt(from.id, from.attempt.number)
    if (!(await stores.approvals.repin(from, moved)))
      return refused({ code: 'version-changed', version: from.version + 1 })
    for (const { id } of votes) await stores.votes.undo(id, moved.updatedAt)
    const entry = auditApproval('approval.moved', moved, principal, moved.updatedAt, {
      from: { ...from.policy },
      policy: { ...moved.policy },
      stages: moved.plan.stages.map(({ id, because }) => ({ id, because })),
      droppedVotes: votes.map(({ id }) => id),
      caseDigest: moved.caseDigest,
    })
    await recordRegistration(deps, stores, moved, entry)
    return { kind: 'moved', policy: moved.policy, votesDropped: votes.length }
  })
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'policy', command.approvalId, result)
  return result
}

async function move(
  deps: Deps,
  stores: Stores,
  { from, mover }: { readonly from: PendingApproval; readonly mover: Authorship },
  version: number | null,
): Promise<PendingApproval | Refused> {
  const { directory, reader } = stores
  const before = await directory.policy(from.policy.name, from.policy.version)
  const policy = await directory.policy(from.policy.name, version ?? undefined)
  const team = await directory.team(from.team)
  if (!before || !team) throw new Error(`what approval ${from.id} pins is gone`)
  if (!policy) return invalid('/version', `the policy ${from.policy.name} has no such version`)
  const proposal = await stores.policies.proposal(policy.name, policy.version)
  if (proposal && proposal.status !== 'confirmed')
    return invalid('/version', 'was not confirmed by a second admin, so it counts for nothing')
  if (policy.version === from.policy.version) return invalid('/version', 'is the one it has')
  const { attempt, registeredByKey, source } = from
  const question = await makeQuestion(
    deps,
    stores,
    {
      command: { request: requestOf(from), source, order: attempt },
      addressee: { kind: 'addressed', team, policy, registeredByKey },
      attemptId: attempt.id,
      shard: attempt.shard,
    },
    { policy, joins: from.id },
  )
  const lastBeatAt = (await reader.dossier(from.id))?.lastBeatAt ?? null
  const now = await stores.now()
  return judgeMove({ from, before: before.document, document: policy.document, question, mover, lastBeatAt, now })
}

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
