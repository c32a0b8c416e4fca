import type { ApprovalId, UserId } from '@countersign/shared/ids'
import { type PolicyDocument, policyDocument } from '@countersign/shared/policy-document'
import type { VoteRequest } from '@countersign/shared/requests'
import type { z } from 'zod'
import type { Approval } from '../../src/domain/approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { aSource, aVote, byUser, type RegistrationOverrides } from '../builders.ts'
import { useNoticeWorld } from '../notices/notice-world.ts'

/** The notices' world, with policies of the test's own. */
export function usePolicyWorld() {
  const world = useNoticeWorld()
  const { core, work, pass, cron, receivers } = world
  let policies = 0
  const find = async (id: ApprovalId) => {
    const dossier = await core.deps.reader.dossier(id)
    if (!dossier) throw new Error(`there is no approval ${id}`)
    return dossier
  }
  return {
    core,
    work,
    pass,
    cron,
    receivers,
    find,
    /** Writes a policy down and gives its name. */
    async policy(document: z.input<typeof policyDocument>): Promise<string> {
      policies += 1
      const name = `policy-${policies}`
      const parsed: PolicyDocument = policyDocument.parse(document)
      await core.sql('insert into policy (name, current_version) values ($1, 1)', [name])
      await core.sql('insert into policy_version (policy_name, version, document) values ($1, 1, $2)', [name, parsed])
      return name
    },
    registration: (policy: string, request: RegistrationOverrides['request'] = {}): RegistrationOverrides => ({
      source: aSource(),
      request: { policy, team: 'payments', timeoutSeconds: 86_400, ...request },
    }),
    ask(policy: string, request: RegistrationOverrides['request'] = {}): Promise<Approval> {
      return core.register(this.registration(policy, request))
    },
    async vote(approvalId: ApprovalId, by: string, request: Partial<VoteRequest> = {}) {
      const { caseDigest } = (await find(approvalId)).approval
      return castVote(core.deps, {
        principal: byUser(by),
        approvalId,
        request: aVote(caseDigest, { undoSeconds: 0, ...request }),
        expectedVersion: null,
      })
    },
    entries: async (approvalId: ApprovalId, type: string) =>
      (await core.deps.reader.audit(approvalId, 0, 100)).filter((entry) => entry.type === type),
    told: (approvalId: ApprovalId, kind: string) =>
      core
        .sql<{ user_id: UserId }>(
          'select distinct user_id from notice where approval_id = $1 and kind = $2 order by user_id',
          [approvalId, kind],
        )
        .then((rows) => rows.map((row) => row.user_id)),
  }
}
