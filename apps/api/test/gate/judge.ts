import { setTimeout as pause } from 'node:timers/promises'
import type { TestEngine } from '../support/test-engine.ts'
import { type CaseFile, countBrokenLinks, type Read, readCaseFiles } from './case-files.ts'
import { hear, type Testimony } from './hear.ts'

export interface Court {
  readonly engine: TestEngine
  readonly rows: Read
  /** What voters were told, by approval; left out where votes cannot get lost on the way. */
  readonly acknowledged?: ReadonlyMap<string, string>
}

/** Histories read at once. */
const HEARINGS = 16

/** Each fault names its approval and what is wrong. */
export interface Faults {
  /** A decision was recorded or promised, and neither took effect nor is called too late. */
  readonly lost: readonly string[]
  /** A task was answered twice, or an approval decided twice. */
  readonly doubled: readonly string[]
  /** The engine's history, the decision in force and the log tell different stories. */
  readonly contradictory: readonly string[]
  /** Nobody knows, or the service has not noticed. */
  readonly unknown: readonly string[]
  /** State without its entry in the log, an entry without its state, or a chain that is broken (D3). */
  readonly gaps: readonly string[]
}
export const NO_FAULTS: Faults = { lost: [], doubled: [], contradictory: [], unknown: [], gaps: [] }

export interface Verdict {
  readonly approvals: number
  readonly decisions: number
  readonly confirmed: number
  readonly tooLate: number
  readonly parked: number
  readonly faults: Faults
}

/** Waits until nothing is under way any more. The time it took, or the limit when that was not enough. */
export async function settle({ rows }: Court, limitMs = 120_000): Promise<number> {
  const from = performance.now()
  for (;;) {
    const [left] = await rows<{ n: number }>(
      `select (select count(*) from callback where status in ('held', 'queued', 'sending', 'unconfirmed'))
        + (select count(*) from approval where status = 'pending') as n`,
    ).catch(() => [{ n: 1 }])
    const passedMs = performance.now() - from
    if (Number(left?.n) === 0 || passedMs > limitMs) return passedMs
    await pause(50)
  }
}

/**
 * Holds every approval against the engine's history and our audit log. Executions with one task each are assumed. What
 * counts is what the engine did: our own tables are the accused.
 */
export async function judge(court: Court, { mayPark = false }: { mayPark?: boolean } = {}): Promise<Verdict> {
  const files = await readCaseFiles(court.rows)
  const faults = { lost: [], doubled: [], contradictory: [], unknown: [], gaps: [] } as Record<keyof Faults, string[]>
  const known = new Set(files.map(({ id }) => id))
  for (const id of court.acknowledged?.keys() ?? [])
    if (!known.has(id)) faults.lost.push(`${id}: the voter was told, nothing is recorded`)
  const next = files[Symbol.iterator]()
  const work = async () => {
    for (const file of next) await weigh(file)
  }
  await Promise.all(Array.from({ length: HEARINGS }, work))
  const broken = await countBrokenLinks(court.rows)
  if (broken !== 0) faults.gaps.push(`${broken} links of the chain are broken`)
  return {
    approvals: files.length,
    decisions: files.filter(({ decisionId }) => decisionId !== null).length,
    confirmed: count('confirmed'),
    tooLate: count('too_late'),
    parked: count('parked'),
    faults,
  }

  function count(status: string): number {
    return files.filter(({ callback }) => callback === status).length
  }

  async function weigh(file: CaseFile): Promise<void> {
    const accuse = (kind: keyof Faults, why: string) => faults[kind].push(`${file.id}: ${why}`)
    const testimony = await hear(court.engine, file.executionArn)
    judgeEngine(file, testimony, accuse)
    judgeState(file, testimony, accuse, mayPark)
    judgeLog(file, accuse)
    const told = court.acknowledged?.get(file.id)
    if (told !== undefined && told !== file.outcome)
      accuse('lost', `the voter was told ${told}, in force is ${file.outcome}`)
  }
}

type Accuse = (kind: keyof Faults, why: string) => void

function judgeEngine(file: CaseFile, { answers, timeouts, accepted }: Testimony, accuse: Accuse): void {
  if (answers.length + timeouts > 1) accuse('doubled', `closed ${answers.length + timeouts} times`)
  if (accepted > 1) accuse('doubled', `the engine took ${accepted} answers for one token`)
  if (file.inForce > 1) accuse('doubled', `${file.inForce} decisions in force`)
  if (file.attempts > 1) accuse('doubled', `${file.attempts} attempts for one task`)
  if (answers.length > 0 && file.decisionId === null) accuse('contradictory', 'answered without a decision')
}

function judgeState(file: CaseFile, testimony: Testimony, accuse: Accuse, mayPark: boolean): void {
  const [answer] = testimony.answers
  if (file.decisionId === null) {
    if (file.status === 'pending') accuse('unknown', testimony.ended ? 'pending, but its execution ended' : 'undecided')
    else if (testimony.timeouts === 0 && testimony.ended === undefined)
      accuse('contradictory', `${file.status}, but the task still waits`)
    return
  }
  const ours = answer !== undefined && answer.decisionId === file.decisionId
  switch (file.callback) {
    case 'confirmed':
      if (!ours) accuse(answer ? 'contradictory' : 'lost', 'confirmed, but the history has no such answer')
      else if (answer.outcome !== file.outcome) accuse('contradictory', `${file.outcome} went out as ${answer.outcome}`)
      else if (answer.type !== (file.kind === 'success' ? 'TaskSucceeded' : 'TaskFailed'))
        accuse('contradictory', `a ${file.kind} became ${answer.type}`)
      if (file.eventType !== null && file.eventType !== answer?.type)
        accuse('contradictory', `proven by ${file.eventType}, the history says ${answer?.type}`)
      break
    case 'too_late':
      if (answer) accuse('contradictory', 'too late, but answered')
      else if (testimony.timeouts === 0 && testimony.ended === undefined) accuse('lost', 'too late, but it still waits')
      break
    case 'parked':
      if (!mayPark) accuse('lost', 'parked')
      else if (ours) accuse('contradictory', 'parked, but answered')
      break
    case null:
    case 'undone':
      accuse('lost', 'a decision in force has no delivery')
      break
    case 'closed_elsewhere':
      accuse('contradictory', 'closed elsewhere, but nobody else was there')
      break
    default:
      accuse('unknown', `still ${file.callback}`)
  }
  const shown = file.kind === 'success' ? 'approved' : 'rejected'
  if (file.status !== shown) accuse('contradictory', `${file.status} instead of ${shown}`)
}

/** D3: state changes and leaves, one to one. */
function judgeLog(file: CaseFile, accuse: Accuse): void {
  const ended = file.status === 'expired' || file.status === 'withdrawn'
  const expected: Readonly<Record<string, number>> = {
    'approval.requested': file.attempts,
    'approval.voted': file.votes,
    'approval.decided': file.decisions,
    'approval.undone': file.undone,
    'approval.withdrawn': file.status === 'withdrawn' ? 1 : 0,
    'approval.expired': file.status === 'expired' ? 1 : 0,
    // One for the reply and one for the history's proof; a judged delivery has only the latter.
    'callback.confirmed': file.callback === 'confirmed' ? file.proofs : 0,
    'callback.failed': file.callback === 'too_late' || file.callback === 'parked' ? 1 : 0,
  }
  for (const [type, times] of Object.entries(expected)) {
    const logged = file.log[type] ?? 0
    if (logged !== times) accuse('gaps', `${type} logged ${logged} times, happened ${times} times`)
  }
  if (file.callback === 'confirmed' && file.proofs < 1) accuse('gaps', 'confirmed without an entry')
  if (ended && file.decisionId !== null) accuse('contradictory', `${file.status} with a decision in force`)
  if (file.decisionId !== file.loggedDecisionId && file.decisionId !== null)
    accuse('contradictory', `the log's last decision is ${file.loggedDecisionId}`)
  if (file.decisionId !== null && file.outcome !== file.loggedOutcome)
    accuse('contradictory', `the log says ${file.loggedOutcome}, in force is ${file.outcome}`)
}
