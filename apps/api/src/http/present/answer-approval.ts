import type { ApprovalId } from '@countersign/shared/ids'
import { type Principal, userOf } from '../../domain/principal.ts'
import type { ApprovalReader, Dossier } from '../../ports/approval-reader.ts'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import { presentApproval } from '../../present/present-approval.ts'
import { type Answer, ok, problem } from '../answer.ts'
import { etagOf } from '../input/etag.ts'
import { notFound } from '../to-problem.ts'

export interface AnswerApprovalDeps {
  readonly reader: Pick<ApprovalReader, 'dossier'>
  readonly databaseClock: DatabaseClock
  readonly publicUrl: string
}

/** The approval as it is now, with its ETag. */
export async function answerApproval(
  deps: AnswerApprovalDeps,
  principal: Principal,
  dossier: Dossier,
): Promise<Answer> {
  const now = await deps.databaseClock.now()
  const view = presentApproval(dossier, { principal, now, publicUrl: deps.publicUrl })
  return ok(view, { ETag: etagOf(dossier.approval.version) })
}

/** The same after a change: whoever was allowed to make it may see what became of it. */
export async function answerChanged(deps: AnswerApprovalDeps, principal: Principal, id: ApprovalId): Promise<Answer> {
  const dossier = await deps.reader.dossier(id, userOf(principal)?.id)
  return dossier ? answerApproval(deps, principal, dossier) : problem(notFound())
}
