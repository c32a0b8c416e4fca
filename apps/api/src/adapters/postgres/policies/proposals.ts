import { PROPOSAL_STATUSES } from '@countersign/shared/policies'
import { z } from 'zod'
import type { PolicyStore, Proposal } from '../../../ports/policies.ts'
import { instant } from '../instant.ts'
import { columnsOf, type Statements } from '../statements.ts'

const proposalRow = z
  .object({
    proposed_by_id: z.string(),
    proposed_by_name: z.string(),
    proposed_names: z.array(z.string()),
    status: z.enum(PROPOSAL_STATUSES),
    settled_by_name: z.string().nullable(),
    settled_at: instant.nullable(),
    settled_note: z.string().nullable(),
  })
  .transform(
    (row): Proposal => ({
      by: { id: row.proposed_by_id, name: row.proposed_by_name },
      names: row.proposed_names,
      status: row.status,
      settledBy: row.settled_by_name,
      settledAt: row.settled_at,
      note: row.settled_note,
    }),
  )

/** Versions that wait, or waited, for a second admin. The database lets none of them count unconfirmed. */
export const createProposals = (tx: Statements): Pick<PolicyStore, 'propose' | 'proposal' | 'settle'> => ({
  async propose(name, version, { by, names }, at) {
    const columns = {
      policy_name: name,
      version,
      proposed_by_id: by.id,
      proposed_by_name: by.name,
      proposed_names: [...names],
      proposed_at: at,
    }
    await tx.run`insert into policy_proposal ${columnsOf(columns)}`
  },

  async proposal(name, version) {
    const [raw] = await tx.rows`
      select proposed_by_id, proposed_by_name, proposed_names, status, settled_by_name, settled_at, settled_note
      from policy_proposal where policy_name = ${name} and version = ${version}`
    return raw === undefined ? undefined : proposalRow.parse(raw)
  },

  async settle(name, version, { status, by, at, note }) {
    const changed = await tx.run`
      update policy_proposal set status = ${status}, settled_by_id = ${by.id}, settled_by_name = ${by.name},
        settled_at = ${at}, settled_note = ${note}
      where policy_name = ${name} and version = ${version} and status = 'waiting'`
    return changed === 1
  },
})
