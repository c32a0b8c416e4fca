import type { Backtest } from '@countersign/shared/policy-trials'
import type { DecidedApproval } from '../../domain/approval.ts'
import type { BacktestVerdict } from '../../domain/policy/backtest.ts'

interface BacktestFacts {
  readonly considered: number
  readonly complete: boolean
  readonly counts: Backtest['counts']
  readonly items: readonly {
    readonly approval: DecidedApproval
    readonly teamName: string
    readonly verdict: BacktestVerdict
  }[]
}

const NOTES = [
  'Votes count as they were cast; teams, roles and delegations are those of today.',
  'Who started, submitted or wrote a case is known where the policy of then excluded them.',
]

export const presentBacktest = ({ considered, complete, counts, items }: BacktestFacts): Backtest => ({
  considered,
  complete,
  counts,
  items: items.map(({ approval, teamName, verdict }) => ({
    approvalId: approval.id,
    title: approval.title,
    team: teamName,
    status: approval.status,
    decidedAt: approval.decision.decidedAt.toISOString(),
    was: approval.decision.label,
    kind: verdict.kind,
    would: verdict.would,
    sentence: verdict.sentence,
  })),
  notes: [...NOTES],
})
