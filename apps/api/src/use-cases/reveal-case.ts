import { type Case, sensitiveLabels } from '@countersign/shared/case'
import type { ApprovalId } from '@countersign/shared/ids'
import { authorize } from '../domain/authorize.ts'
import type { Shown } from '../domain/mask-case.ts'
import type { Principal } from '../domain/principal.ts'
import { userOf } from '../domain/principal.ts'
import { type Refused, refused } from '../domain/refusal.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval } from './audit-approval.ts'
import { readApproval } from './read-approval.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface RevealCaseCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
}

export interface RevealedCase extends Shown {
  readonly kind: 'revealed'
  readonly id: ApprovalId
  readonly attempt: number
  readonly caseDigest: string
}

/**
 * The case with everything that reads of it mask. That this person has seen it is written before it is answered, once
 * for each attempt: the case of a new one may be another.
 */
export async function revealCase(deps: Deps, command: RevealCaseCommand): Promise<RevealedCase | Refused> {
  const result = await deps.unitOfWork.transaction((stores) => revealIn(stores, command))
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'reveal', command.approvalId, result)
  return result
}

async function revealIn(stores: Stores, command: RevealCaseCommand): Promise<RevealedCase | Refused> {
  const principal = await refreshPrincipal(stores.directory, command.principal)
  const found = await readApproval(stores, { principal, approvalId: command.approvalId })
  if (found.kind === 'refused') return found
  const { approval, decision } = found.dossier
  const verdict = authorize(principal, 'reveal', approval)
  const user = userOf(principal)
  if (!verdict.allowed) return refused(verdict)
  if (!user) throw new Error('a reveal to nobody was authorized')
  const { id, attempt, caseDigest, case: body, form } = approval
  const labels = sensitiveLabels(body)
  const at = await stores.now()
  if (labels.length > 0 && (await stores.reveals.record(id, user.id, attempt.number, at)))
    await stores.audit.append(auditApproval('payload.revealed', approval, principal, at, factsOf(caseDigest, body)))
  return {
    kind: 'revealed',
    id,
    attempt: attempt.number,
    caseDigest,
    case: body,
    form,
    input: decision?.input ?? null,
  }
}

/** Names, never values: the log can never forget. */
const factsOf = (caseDigest: string, body: Case) => ({ caseDigest, fields: sensitiveLabels(body) })
