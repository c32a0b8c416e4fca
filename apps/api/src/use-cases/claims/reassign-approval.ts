import type { ApprovalId } from '@countersign/shared/ids'
import type { ReassignRequest } from '@countersign/shared/requests'
import type { PendingApproval } from '../../domain/approval.ts'
import { authorize, authorizeReassign } from '../../domain/authorize.ts'
import type { Asked } from '../../domain/policy/plan.ts'
import { handOver } from '../../domain/policy/reassign.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import { refuseEnded } from '../../domain/refuse-ended.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { auditApproval } from '../audit-approval.ts'
import { reviewStage } from '../escalations/begin-stage.ts'
import { findKnown } from '../find-known.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface ReassignApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly to: ReassignRequest['to']
}

type Reassigned = { readonly kind: 'reassigned' }

const MAX_ROUNDS = 10

/**
 * Hands an approval to a person, who is then shown as the one it waits for while others may still decide; or to another
 * team that the policy names, which takes the place of the one that was asked.
 */
export const reassignApproval = (
  { unitOfWork }: Deps,
  command: ReassignApprovalCommand,
): Promise<Reassigned | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    await stores.approvals.lock(command.approvalId)
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = await findKnown(stores.approvals, principal, command.approvalId)
      if (found.kind === 'refused') return found
      const { approval } = found
      if (approval.status !== 'pending') return refused(refuseEnded(approval))
      const verdict = authorizeReassign(principal, approval)
      if (!verdict.allowed) return refused(verdict)
      const { to } = command
      const done =
        'person' in to
          ? await toPerson(stores, principal, approval, to.person)
          : await toTeam(stores, principal, approval, to.team)
      if (done) return done
    }
    throw new Error(`approval ${command.approvalId} kept changing`)
  })

/** The version stays: nothing about the question or about who may answer it is different. */
async function toPerson(
  stores: Stores,
  principal: Principal,
  approval: PendingApproval,
  id: string,
): Promise<Reassigned | Refused | null> {
  const user = await stores.directory.user(id)
  const seat = user && authorize({ kind: 'user', user, via: 'web' }, 'vote', approval)
  if (!user || !seat?.allowed)
    return invalid('/to/person', 'is nobody who may decide this approval now: choose one of those it waits for')
  if (!(await stores.approvals.assign(approval, { id: user.id, name: user.name }))) return null
  return record(stores, principal, approval, { kind: 'person', id: user.id, name: user.name }, [])
}

async function toTeam(
  stores: Stores,
  principal: Principal,
  approval: PendingApproval,
  id: string,
): Promise<Reassigned | Refused | null> {
  const team = approval.plan.handOverTo.find((each) => each.id === id)
  if (!team) {
    const names = approval.plan.handOverTo.map(({ name }) => name).join(', ') || 'none'
    return invalid('/to/team', `is no team that the policy allows to hand it to: ${names}`)
  }
  const votes = await stores.votes.ofAttempt(approval.id, approval.attempt.number)
  const members = new Set<string>()
  for (const { by, onBehalfOf } of votes) {
    const holder = await stores.directory.user(onBehalfOf?.id ?? by.id)
    if (holder?.teams.some((each) => each === id)) members.add(holder.id)
  }
  const { dropped, ...next } = handOver(approval, team, votes, (holder) => members.has(holder))
  const at = await stores.now()
  if (!(await stores.approvals.change(approval, { to: 'pending', at, beforeDeadline: true, ...next }))) return null
  // Whoever it was handed to before was of the other team.
  await stores.approvals.assign({ ...approval, version: approval.version + 1 }, null)
  for (const vote of dropped) await stores.votes.undo(vote.id, at)
  await reviewStage(stores, { ...approval, ...next })
  return record(
    stores,
    principal,
    approval,
    team,
    dropped.map((vote) => vote.id),
  )
}

async function record(
  stores: Stores,
  principal: Principal,
  approval: PendingApproval,
  to: Asked,
  droppedVotes: readonly string[],
): Promise<Reassigned> {
  const facts = { to: { ...to }, from: approval.assignee && { ...approval.assignee }, droppedVotes: [...droppedVotes] }
  await stores.audit.append(auditApproval('approval.reassigned', approval, principal, await stores.now(), facts))
  return { kind: 'reassigned' }
}

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
