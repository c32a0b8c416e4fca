import { createHash } from 'node:crypto'

/** How calls came out: `ok`, `dropped`, `refused`, or the error's name. */
export type CallCounts = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface AnswerCounts {
  readonly accepted: number
  readonly refused: number
}

export interface Counters {
  /** By operation, then by outcome. */
  calls(): CallCounts
  /** Answers to task tokens (success or failure), by the SHA-256 of the token in hex. */
  answers(): Readonly<Record<string, AnswerCounts>>
  answersTo(token: string): AnswerCounts
  /** Calls by operation, then by the access key that signed them. */
  callers(): CallCounts
  reset(): void
}

export interface CounterInput {
  count(api: string, outcome: string): void
  answer(token: string, accepted: boolean): void
  caller(api: string, accessKey: string): void
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const none: AnswerCounts = { accepted: 0, refused: 0 }

export function createCounters(): Counters & CounterInput {
  const calls = new Map<string, Map<string, number>>()
  const callers = new Map<string, Map<string, number>>()
  const answers = new Map<string, AnswerCounts>()
  return {
    calls: () => toObject(calls),
    callers: () => toObject(callers),
    answers: () => Object.fromEntries(answers),
    answersTo: (token) => answers.get(tokenHash(token)) ?? none,
    reset() {
      calls.clear()
      callers.clear()
      answers.clear()
    },
    count: (api, outcome) => countOne(calls, api, outcome),
    caller: (api, accessKey) => countOne(callers, api, accessKey),
    answer(token, accepted) {
      const hash = tokenHash(token)
      const before = answers.get(hash) ?? none
      answers.set(
        hash,
        accepted ? { ...before, accepted: before.accepted + 1 } : { ...before, refused: before.refused + 1 },
      )
    },
  }
}

function countOne(counts: Map<string, Map<string, number>>, api: string, name: string): void {
  const named = counts.get(api) ?? new Map<string, number>()
  counts.set(api, named.set(name, (named.get(name) ?? 0) + 1))
}

const toObject = (counts: ReadonlyMap<string, ReadonlyMap<string, number>>): CallCounts =>
  Object.fromEntries([...counts].map(([api, named]) => [api, Object.fromEntries(named)]))
