import type { Response } from 'express'
import type { StoredAnswer } from '../ports/idempotency-records.ts'
import type { Answer } from './answer.ts'
import { renderProblem } from './to-problem.ts'

export type PlainAnswer = Exclude<Answer, { kind: 'stream' }>

export interface RequestFacts {
  readonly requestId: string
  /** The address, when it is one of ours and safe to repeat. */
  readonly instance: string | undefined
}

/** An answer as bytes: what is sent is what an idempotency record keeps. */
export function renderAnswer(answer: PlainAnswer, { requestId, instance }: RequestFacts): StoredAnswer {
  switch (answer.kind) {
    case 'json':
      return {
        status: answer.status,
        text: JSON.stringify(answer.body),
        headers: { 'Content-Type': 'application/json; charset=utf-8', ...answer.headers },
      }
    case 'text':
      return {
        status: answer.status,
        text: answer.text,
        headers: { 'Content-Type': answer.contentType, ...answer.headers },
      }
    case 'empty':
      return { status: 204, text: '', headers: { ...answer.headers } }
    case 'problem': {
      const problem = renderProblem(answer.problem, requestId, instance)
      return {
        status: problem.status,
        text: JSON.stringify(problem),
        headers: { 'Content-Type': 'application/problem+json; charset=utf-8', ...answer.problem.headers },
      }
    }
  }
}

/** `end`, not Express's `send`: that would answer 304 to If-None-Match, and our ETag is for If-Match only. */
export function sendRendered(response: Response, { status, text, headers }: StoredAnswer): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (status !== 204) response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
}

/** Addresses are repeated only when nobody can have put a secret into them. */
export const safeInstance = (path: string): string | undefined => (/^\/[\w./-]{1,120}$/.test(path) ? path : undefined)
