import type { Approval, Vote } from '../../domain/approval.ts'
import { evaluateVotes } from '../../domain/audit/evaluation.ts'
import { parseExecutionArn } from '../../domain/execution-arn.ts'
import { hasSensitive, maskCase } from '../../domain/mask-case.ts'
import type { AuditRow, Dossier } from '../../ports/approval-reader.ts'
import { entrySentence } from './entry-sentence.ts'

/** What a pack is made of, beside the approval itself. */
export interface EvidenceFacts {
  readonly dossier: Dossier
  /** Every entry about the approval that a signed checkpoint holds. */
  readonly entries: readonly AuditRow[]
  /** Entries of the last minute, under no checkpoint yet. */
  readonly pending: number
  readonly log: { readonly origin: string; readonly key: string; readonly size: number; readonly checkpoint: string }
  readonly madeAt: Date
  readonly madeFor: { readonly id: string; readonly name: string }
  readonly reveals: boolean
}

/** The fourteen fields an auditor asks for, each under its own name; everything in it is plain JSON. */
export function presentEvidence(facts: EvidenceFacts) {
  const { dossier, entries, log } = facts
  const { approval, votes, decision, callback } = dossier
  const masked = hasSensitive(approval.case) && !facts.reveals
  const { separationOfDuties, ...quorum } = evaluateVotes(approval, votes)
  return {
    format: 'countersign-evidence-1',
    key: log.key,
    approvalId: approval.id,
    caseDigest: approval.caseDigest,
    entries: entries.length,
    shown: masked ? null : shownCase(approval),
    made: { at: facts.madeAt.toISOString(), by: { ...facts.madeFor }, pendingEntries: facts.pending, masked },
    request: {
      id: approval.id,
      title: approval.title,
      status: approval.status,
      askedAt: approval.createdAt.toISOString(),
    },
    requester: {
      requestedBy: approval.requestedBy && { ...approval.requestedBy },
      registeredByKey: approval.registeredByKey,
      attempts: dossier.attempts.map(({ number, retryCount, redriveCount, status }) => ({
        number,
        retryCount,
        redriveCount,
        status,
      })),
      follows: approval.follows,
    },
    signatures: votes.map((vote) => signature(approval, vote)),
    decision: decision && {
      id: decision.id,
      outcome: decision.outcome,
      meaning: decision.label,
      workflowGets: decision.kind,
      decidedAt: decision.decidedAt.toISOString(),
      decidedBy: decision.decidedBy.map((person) => ({ ...person })),
      reason: decision.reason,
    },
    time: { source: 'the clock of the database, UTC', decidedAt: decision?.decidedAt.toISOString() ?? null },
    // What `shown` has is not repeated: a verifier recomputes the digest of that one.
    payload: { digest: approval.caseDigest, maskedCase: masked ? maskCase({ ...approval, input: null }).case : null },
    view: {
      digest: approval.caseDigest,
      rendering: 'case-1: fields, changes, payload and evidence in the order of the case',
      revealed: entries
        .filter(isReveal)
        .map((entry) => ({ at: entry.at.toISOString(), sentence: entrySentence(entry) })),
    },
    policy: { name: approval.policy.name, version: approval.policy.version, ...quorum },
    separationOfDuties,
    delivery: {
      ...presentSource(approval),
      status: callback?.status ?? null,
      sentAt: callback?.sentAt?.toISOString() ?? null,
      historyEvent: callback?.historyEvent && { ...callback.historyEvent, at: callback.historyEvent.at.toISOString() },
    },
    exceptions: entries.filter(isException).map(({ seq, at, type, actor, data }) => ({
      seq,
      at: at.toISOString(),
      type,
      by: actor.name,
      rule: typeof data.rule === 'string' ? data.rule : null,
    })),
    inclusion: { origin: log.origin, logSize: log.size, checkpoint: log.checkpoint },
    population: {
      first: entries[0]?.seq ?? null,
      last: entries.at(-1)?.seq ?? null,
      entriesAboutThis: entries.length,
      entriesInTheLog: log.size,
    },
  } satisfies Record<string, unknown>
}

export type Evidence = ReturnType<typeof presentEvidence>

/** Exactly what the digest is over (I7), so that a verifier can compute it. */
function shownCase(approval: Approval) {
  const { title, why, risk, requestedBy, outcomes, form, source } = approval
  const { executionArn, stateName } = source
  return { title, why, risk, requestedBy, case: approval.case, outcomes, form, executionArn, stateName }
}

/** 21 CFR 11.50: the printed name, the date and time, and the meaning of the signature. */
const signature = ({ outcomes }: Approval, vote: Vote) => ({
  name: vote.by.name,
  id: vote.by.id,
  onBehalfOf: vote.onBehalfOf && { ...vote.onBehalfOf },
  at: vote.at.toISOString(),
  meaning: outcomes.find(({ id }) => id === vote.outcome)?.label ?? vote.outcome,
  outcome: vote.outcome,
  reason: vote.reason,
  comment: vote.comment,
  method: METHODS[vote.via],
  attempt: vote.attempt,
  caseDigest: vote.caseDigest,
})

const METHODS: Readonly<Record<Vote['via'], string>> = {
  web: 'signed in to the web inbox',
  api: 'an API key that acts as this person',
  slack: 'a Slack account linked by signing in on both sides',
  callback: 'a callback signed with a secret of an integration',
  email: 'a link of a mail, after signing in',
  policy: 'a rule of the policy, by no person',
}

function presentSource({ source }: Approval) {
  const { account, region } = parseExecutionArn(source.executionArn)
  return { executionArn: source.executionArn, stateName: source.stateName, account, region }
}

const EXCEPTIONS: ReadonlySet<string> = new Set([
  'approval.superseded',
  'approval.revived',
  'approval.undone',
  'approval.expired',
  'approval.withdrawn',
  'callback.failed',
])

const isReveal = ({ type }: AuditRow): boolean => type === 'payload.revealed'

const isException = ({ type }: AuditRow): boolean => EXCEPTIONS.has(type) || type.startsWith('security.')
