import { apiPath } from '@countersign/shared/paths'
import { PROBLEMS, type Problem } from '@countersign/shared/problems'
import type { Refusal } from '../domain/refusal.ts'
import { refusalSentence } from '../present/refusal-sentence.ts'

/** A problem before it knows its request: `detail` says what is wrong here and what to do about it. */
export type ProblemDraft = Omit<Problem, 'type' | 'title' | 'status' | 'requestId' | 'instance'> & {
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown at the edge, where a request does not get as far as a use case. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly draft: ProblemDraft

  constructor(draft: ProblemDraft) {
    super(draft.code)
    this.draft = draft
  }
}

/** The only place that turns a "no" of the domain into a problem of the API; statuses come from the shared table. */
export function toProblem(refusal: Refusal): ProblemDraft {
  const sentence = refusalSentence(refusal, (at) => `at ${at.toISOString()}`)
  switch (refusal.code) {
    case 'not-found':
      return notFound()
    case 'invalid-request':
      return { code: refusal.code, detail: sentence, errors: [...refusal.errors] }
    case 'not-eligible':
    case 'not-permitted':
    case 'missing-scope':
      return { code: refusal.code, detail: sentence, rule: refusal.rule }
    case 'already-decided': {
      const { name, outcome, label, at, via } = refusal.winner
      return { code: refusal.code, detail: sentence, winner: { name, outcome, label, at: at.toISOString(), via } }
    }
    case 'expired':
    case 'withdrawn':
      return { code: refusal.code, detail: sentence, reason: refusal.reason }
    case 'superseded':
      return {
        code: refusal.code,
        detail: `${sentence} ${apiPath('approval', { id: refusal.approvalId })} has it, and its callbackUrl.`,
        supersededBy: refusal.supersededBy,
        supersededAt: refusal.at.toISOString(),
      }
    case 'case-changed':
      return {
        code: refusal.code,
        detail: `${sentence} Read it again, then vote with its caseDigest.`,
        caseDigest: refusal.caseDigest,
        version: refusal.version,
      }
    case 'version-changed':
      return {
        code: refusal.code,
        detail: `${sentence} Read it again, then repeat with If-Match: "v${refusal.version}".`,
        version: refusal.version,
      }
    case 'unavailable':
      return { ...unavailable(sentence, refusal.retryAfterSeconds) }
    case 'already-voted':
    case 'too-late-to-undo':
    case 'already-claimed':
    case 'proposal-settled':
    case 'token-conflict':
    case 'unknown-team':
    case 'unknown-policy':
    case 'unknown-account':
    case 'region-not-allowed':
    case 'express-not-supported':
    case 'heartbeat-overcommitted':
    case 'signature-invalid':
    case 'idempotency-in-flight':
    case 'idempotency-mismatch':
    case 'unmappable':
    case 'name-taken':
    case 'secret-in-use':
    case 'not-configured':
    case 'destination-refused':
    case 'channel-refused':
      return { code: refusal.code, detail: sentence }
  }
}

/** Forbidden and unknown read the same, so that ids cannot be probed. */
export const notFound = (): ProblemDraft => ({
  code: 'not-found',
  detail: 'Nothing is at this address, or you may not see it. Check the id, and which teams you or your API key reach.',
})

export const unavailable = (detail: string, retryAfterSeconds: number): ProblemDraft => ({
  code: 'unavailable',
  detail,
  retryAfterSeconds,
  headers: { 'Retry-After': String(Math.ceil(retryAfterSeconds)) },
})

/** Whatever was thrown. Only our own problems and broken addresses speak for themselves; the rest is a fault of ours. */
export function problemOf(error: unknown): ProblemDraft {
  if (error instanceof ProblemError) return error.draft
  if (error instanceof URIError) return notFound()
  return {
    code: 'internal',
    detail: 'This is not your fault. Try again; when it keeps happening, tell the operator this requestId.',
  }
}

export function renderProblem(draft: ProblemDraft, requestId: string, instance?: string): Problem {
  const { headers: _, ...rest } = draft
  const { status, title } = PROBLEMS[draft.code]
  return { type: `/problems/${draft.code}`, title, status, ...rest, ...(instance ? { instance } : {}), requestId }
}
