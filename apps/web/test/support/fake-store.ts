import { createHash } from 'node:crypto'
import type { EventType, EventView } from '@countersign/shared/events'
import type { WatchView } from '@countersign/shared/preferences'
import type { ProblemCode } from '@countersign/shared/problems'
import type { ReassignRequest, VoteRequest } from '@countersign/shared/requests'
import type { CallbackStatus, CloseReason } from '@countersign/shared/statuses'
import type { ApprovalSummary, ApprovalView, AuditEntryView, RevealedCase } from '@countersign/shared/views'
import { summaryOf } from '../../src/inbox/summary-of.ts'
import { maskView } from './fake-mask.ts'

export type Person = {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly role: 'reviewer' | 'admin' | 'auditor'
  readonly teams: readonly { readonly id: string; readonly name: string }[]
}

export class Refused extends Error {
  readonly code: ProblemCode
  readonly extra: Readonly<Record<string, unknown>>
  constructor(code: ProblemCode, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.code = code
    this.extra = extra
  }
}

type Listener = (event: EventView) => void

export const digestOf = (approval: Pick<ApprovalView, 'title' | 'why' | 'case'>): ApprovalView['caseDigest'] =>
  `sha256:${createHash('sha256')
    .update(JSON.stringify([approval.title, approval.why, approval.case]))
    .digest('hex')}`

let counter = 0
/** An id of the contract's shape; the counter keeps them apart and in order. */
export function fakeId<P extends string>(prefix: P): string {
  counter += 1
  return `${prefix}_${`01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h${counter.toString(32)}`.padEnd(36, '0').slice(0, 33)}${String(counter % 1_000).padStart(3, '0')}`
}

/**
 * The service as the contract describes it, in memory, for one test file: same refusals, same events, no rules of its
 * own beyond "nobody decides what they asked for". How a delivery goes on is the test's to say.
 */
export class FakeStore {
  readonly approvals = new Map<string, ApprovalView>()
  private readonly watches = new Map<string, WatchView>()
  readonly audit = new Map<string, AuditEntryView[]>()
  readonly votesReceived: { readonly id: string; readonly vote: VoteRequest; readonly key: string | undefined }[] = []
  /** Deliver as soon as the undo window is over; tests that look at one state switch it off. */
  autoDeliver = true
  private seq = 0
  private readonly listeners = new Set<Listener>()
  private readonly timers = new Set<NodeJS.Timeout>()

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer)
  }

  add(approval: ApprovalView): ApprovalView {
    this.save(
      approval,
      'approval.requested',
      approval.requestedBy?.name ?? 'workflow',
      `“${approval.title}” was requested`,
    )
    return approval
  }

  get(id: string): ApprovalView {
    const found = this.approvals.get(id)
    if (!found) throw new Refused('not-found', 'There is no such approval, or you may not see it.')
    return found
  }

  viewFor(approval: ApprovalView, person: Person): ApprovalView {
    const own = approval.requestedBy?.id === person.id
    const pending = approval.status === 'pending'
    const reads = person.role === 'auditor'
    const vote = reads
      ? 'Auditors read everything and decide nothing.'
      : own
        ? 'You asked for this; the policy “four-eyes” forbids deciding your own request.'
        : pending
          ? null
          : 'This approval is no longer open.'
    const held = approval.callback?.status === 'held'
    const may = (reason: string | null) => ({ allowed: reason === null, reason })
    return {
      ...approval,
      ...maskView(approval),
      revealed: approval.reveals.some(({ by, attempt }) => by.id === person.id && attempt === approval.attempt),
      watch: this.watchOf(approval.id, person),
      may: {
        vote: may(vote),
        cancel: may(own && pending ? null : 'Only who asked may withdraw the question.'),
        comment: may(reads ? 'Auditors do not comment.' : null),
        undo: may(held ? null : 'There is nothing to undo.'),
        claim: may(vote),
        reassign: may(vote),
        reveal: may(null),
      },
    }
  }

  watchOf(id: string, person: Person): WatchView {
    return this.watches.get(`${person.id} ${id}`) ?? { muted: false, snoozedUntil: null }
  }

  /** Nobody else's business: no event, no audit entry. */
  watch(id: string, person: Person, part: Partial<WatchView>): ApprovalView {
    this.watches.set(`${person.id} ${id}`, { ...this.watchOf(id, person), ...part })
    return this.get(id)
  }

  list(person: Person, filter: (row: ApprovalSummary, view: ApprovalView) => boolean): ApprovalSummary[] {
    const rows = [...this.approvals.values()]
      .map((view) => this.viewFor(view, person))
      .map((view) => ({ view, row: summaryOf(view) }))
      .filter(({ row, view }) => filter(row, view))
      .map(({ row }) => row)
    return rows.sort(
      (a, b) => (a.deadline?.at ?? '9').localeCompare(b.deadline?.at ?? '9') || a.createdAt.localeCompare(b.createdAt),
    )
  }

  vote(id: string, person: Person, vote: VoteRequest, key?: string): ApprovalView {
    const approval = this.get(id)
    this.votesReceived.push({ id, vote, key })
    if (approval.decision) this.refuseLoser(approval.decision)
    if (approval.status === 'expired')
      throw new Refused('expired', 'The deadline has passed.', { reason: approval.closed?.reason })
    if (approval.status === 'withdrawn')
      throw new Refused('withdrawn', 'The question was withdrawn.', { reason: approval.closed?.reason })
    const { may } = this.viewFor(approval, person)
    if (!may.vote.allowed) throw new Refused('not-eligible', may.vote.reason ?? '', { rule: 'four-eyes' })
    if (vote.caseDigest !== approval.caseDigest)
      throw new Refused('case-changed', 'Read what changed, then decide again.', { caseDigest: approval.caseDigest })
    return this.decide(id, person, vote)
  }

  /** Everybody who may look may look; once for a person and an attempt it is written down. */
  reveal(id: string, person: Person): RevealedCase {
    const approval = this.get(id)
    const { attempt, caseDigest, case: body, form, decision } = approval
    if (!approval.reveals.some((each) => each.by.id === person.id && each.attempt === attempt)) {
      const entry = { by: { id: person.id, name: person.name }, attempt, at: new Date().toISOString() }
      this.approvals.set(id, { ...approval, reveals: [...approval.reveals, entry] })
    }
    return { id: approval.id, attempt, caseDigest, case: body, form, input: decision?.input ?? null }
  }

  claim(id: string, person: Person): ApprovalView {
    const until = new Date(Date.now() + 300_000).toISOString()
    const claim = { by: { id: person.id, name: person.name }, until }
    this.save({ ...this.get(id), claim }, 'approval.claimed', person.name, `${person.name} claimed it`)
    return this.get(id)
  }

  release(id: string): ApprovalView {
    this.save({ ...this.get(id), claim: null }, 'approval.released', 'Somebody', 'Somebody released the claim')
    return this.get(id)
  }

  handOver(id: string, by: Person, people: readonly Person[], to: ReassignRequest['to']): ApprovalView {
    const found = people.find((each) => 'person' in to && each.id === to.person)
    if (!found) throw new Refused('invalid-request', 'Nobody like that.')
    const assignee = { id: found.id, name: found.name }
    this.save({ ...this.get(id), assignee }, 'approval.reassigned', by.name, `${by.name} handed it to ${found.name}`)
    return this.get(id)
  }

  /** The decision itself; also how a test lets somebody else be faster. */
  decide(id: string, person: Person, vote: Omit<VoteRequest, 'caseDigest'>): ApprovalView {
    const approval = this.get(id)
    const outcome = approval.outcomes.find((each) => each.id === vote.outcome)
    if (!outcome) throw new Refused('invalid-request', `There is no outcome “${vote.outcome}”.`)
    const reason = outcome.reasons.find((each) => each.id === vote.reason) ?? null
    const now = new Date()
    const undo = vote.undoSeconds ?? 0
    const until = new Date(now.getTime() + undo * 1_000)
    const next: ApprovalView = {
      ...approval,
      status: outcome.kind === 'success' ? 'approved' : 'rejected',
      votes: [
        ...approval.votes,
        {
          id: fakeId('vot') as ApprovalView['votes'][number]['id'],
          by: { id: person.id, name: person.name },
          onBehalfOf: null,
          via: 'web',
          stage: 'decision',
          attempt: approval.attempt,
          outcome: outcome.id,
          reason: reason?.id ?? null,
          comment: vote.comment ?? null,
          caseDigest: approval.caseDigest,
          at: now.toISOString(),
        },
      ],
      decision: {
        id: fakeId('dec') as NonNullable<ApprovalView['decision']>['id'],
        outcome: outcome.id,
        kind: outcome.kind,
        label: outcome.label,
        reason: reason && { id: reason.id, label: reason.label },
        error: outcome.kind === 'failure' ? (reason?.error ?? outcome.error ?? 'Countersign.Rejected') : null,
        comment: vote.comment ?? null,
        input: vote.input ?? null,
        decidedAt: now.toISOString(),
        decidedBy: [{ id: person.id, name: person.name, via: 'web' }],
        undoUntil: undo > 0 ? until.toISOString() : null,
      },
      callback: {
        status: undo > 0 ? 'held' : 'queued',
        attempts: 0,
        dueAt: until.toISOString(),
        sentAt: null,
        finishedAt: null,
        historyEvent: null,
        detail: null,
      },
    }
    this.save(next, 'approval.decided', person.name, `${person.name} decided: ${outcome.label}`)
    if (this.autoDeliver) this.after(undo * 1_000 + 400, () => this.deliver(id, 'confirmed'))
    return this.get(id)
  }

  undo(id: string, person: Person): ApprovalView {
    const approval = this.get(id)
    if (approval.callback?.status !== 'held') throw new Refused('too-late-to-undo', 'It has been sent already.')
    this.save(
      { ...approval, status: 'pending', decision: null, callback: null },
      'approval.undone',
      person.name,
      `${person.name} took the decision back`,
    )
    return this.get(id)
  }

  comment(id: string, person: Person, text: string): ApprovalView {
    const approval = this.get(id)
    const comment: ApprovalView['comments'][number] = {
      id: fakeId('cmt') as ApprovalView['comments'][number]['id'],
      by: { id: person.id, name: person.name },
      via: 'web',
      text,
      at: new Date().toISOString(),
    }
    this.save(
      { ...approval, comments: [...approval.comments, comment] },
      'approval.commented',
      person.name,
      `${person.name} commented`,
    )
    return this.get(id)
  }

  deliver(id: string, status: CallbackStatus, detail: string | null = null): void {
    const approval = this.get(id)
    if (!approval.callback || !approval.decision) return
    const now = new Date().toISOString()
    const final = status === 'confirmed' || status === 'closed_elsewhere' || status === 'too_late'
    const type = approval.decision.kind === 'success' ? 'TaskSucceeded' : 'TaskFailed'
    this.save(
      {
        ...approval,
        decision: { ...approval.decision, undoUntil: null },
        callback: {
          ...approval.callback,
          status,
          attempts: approval.callback.attempts + 1,
          sentAt: status === 'queued' || status === 'too_late' ? approval.callback.sentAt : now,
          finishedAt: final ? now : null,
          historyEvent: status === 'confirmed' ? { id: 11, type, at: now } : null,
          detail,
        },
      },
      final && status === 'confirmed' ? 'callback.confirmed' : final ? 'callback.failed' : 'callback.sent',
      'Countersign',
      `Delivery: ${status}`,
    )
  }

  close(id: string, status: 'expired' | 'withdrawn', reason: CloseReason): void {
    const approval = this.get(id)
    this.save(
      { ...approval, status, closed: { at: new Date().toISOString(), reason, detail: null } },
      `approval.${status}`,
      'Countersign',
      `Closed: ${reason}`,
    )
  }

  change(id: string, part: Partial<Pick<ApprovalView, 'title' | 'why' | 'case' | 'attempt' | 'attempts'>>): void {
    const next = { ...this.get(id), ...part }
    this.save({ ...next, caseDigest: digestOf(next) }, 'approval.superseded', 'workflow', 'A newer attempt took over')
  }

  private refuseLoser(decision: NonNullable<ApprovalView['decision']>): never {
    const [winner] = decision.decidedBy
    throw new Refused('already-decided', `${winner?.name} was first.`, {
      winner: {
        name: winner?.name,
        outcome: decision.outcome,
        label: decision.label,
        at: decision.decidedAt,
        via: winner?.via,
      },
    })
  }

  private save(approval: ApprovalView, type: EventType, actor: string, summary: string): void {
    this.seq += 1
    const at = new Date().toISOString()
    const version = (this.approvals.get(approval.id)?.version ?? 0) + 1
    this.approvals.set(approval.id, { ...approval, version, updatedAt: at })
    const log = this.audit.get(approval.id) ?? []
    const previousHash = log.at(-1)?.hash ?? `sha256:${'0'.repeat(64)}`
    const hash = `sha256:${createHash('sha256').update(`${previousHash}${this.seq}${summary}`).digest('hex')}`
    const entry: AuditEntryView = {
      seq: this.seq,
      at,
      type,
      actor: { kind: 'user', id: actor, name: actor },
      summary,
      data: {},
      hash,
      previousHash,
    }
    this.audit.set(approval.id, [...log, entry])
    const event: EventView = {
      seq: this.seq,
      type,
      at,
      approvalId: approval.id,
      team: approval.team.id,
      version,
      status: approval.status,
      callbackStatus: approval.callback?.status ?? null,
    }
    for (const listener of this.listeners) listener(event)
  }

  private after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      act()
    }, ms)
    this.timers.add(timer)
  }
}
