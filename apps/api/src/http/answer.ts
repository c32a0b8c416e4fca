import type { Request, Response } from 'express'
import type { ProblemDraft } from './to-problem.ts'

/** What a handler answers; only `send-answer.ts` writes to the wire. */
export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown; readonly headers?: AnswerHeaders }
  | {
      readonly kind: 'text'
      readonly status: number
      readonly contentType: string
      readonly text: string
      readonly headers?: AnswerHeaders
    }
  | { readonly kind: 'empty'; readonly headers?: AnswerHeaders }
  | { readonly kind: 'problem'; readonly problem: ProblemDraft }
  /** The handler takes the response over: event streams. */
  | { readonly kind: 'stream'; readonly open: (request: Request, response: Response) => Promise<void> }

export type AnswerHeaders = Readonly<Record<string, string>>

export const ok = (body: unknown, headers: AnswerHeaders = {}): Answer => ({ kind: 'json', status: 200, body, headers })
export const created = (body: unknown, headers: AnswerHeaders = {}): Answer => ({
  kind: 'json',
  status: 201,
  body,
  headers,
})
export const empty = (): Answer => ({ kind: 'empty' })
export const problem = (draft: ProblemDraft): Answer => ({ kind: 'problem', problem: draft })
