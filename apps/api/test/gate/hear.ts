import { GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn'
import { z } from 'zod'
import type { TestEngine } from '../support/test-engine.ts'

/** What the engine's own history says about the one task of an execution. */
export interface Testimony {
  readonly answers: readonly Answer[]
  readonly timeouts: number
  /** How the execution was ended from outside. */
  readonly ended: string | undefined
  /** Answers that the engine took for the task's token. */
  readonly accepted: number
  /** When the task was closed by an answer; milliseconds since 1970. */
  readonly closedAtMs: number | undefined
}

interface Answer {
  readonly type: 'TaskSucceeded' | 'TaskFailed'
  readonly decisionId: string | undefined
  readonly outcome: string | undefined
}

const scheduled = z.object({ Payload: z.object({ context: z.object({ Task: z.object({ Token: z.string() }) }) }) })
const witness = z.object({ decisionId: z.string(), outcome: z.string() })

export async function hear({ client, controls }: TestEngine, executionArn: string): Promise<Testimony> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, ...(nextToken ? { nextToken } : {}) }),
    )
    events.push(...(page.events ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  const closing = events.find(({ type }) => type === 'TaskSucceeded' || type === 'TaskFailed')
  return {
    answers: events.flatMap(toAnswer),
    timeouts: events.filter(({ type }) => type === 'TaskTimedOut').length,
    ended: events.find(({ type }) => type === 'ExecutionAborted' || type === 'ExecutionTimedOut')?.type,
    accepted: tokensOf(events).reduce((sum, token) => sum + controls.counters.answersTo(token).accepted, 0),
    closedAtMs: closing?.timestamp?.getTime(),
  }
}

function toAnswer(event: HistoryEvent): readonly Answer[] {
  if (event.type !== 'TaskSucceeded' && event.type !== 'TaskFailed') return []
  const text = event.taskSucceededEventDetails?.output ?? event.taskFailedEventDetails?.cause
  return [{ type: event.type, ...read(text) }]
}

function read(text: string | undefined): Pick<Answer, 'decisionId' | 'outcome'> {
  try {
    return witness.parse(JSON.parse(text ?? ''))
  } catch {
    return { decisionId: undefined, outcome: undefined }
  }
}

function tokensOf(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap(({ taskScheduledEventDetails: details }) =>
    details?.parameters ? [scheduled.parse(JSON.parse(details.parameters)).Payload.context.Task.Token] : [],
  )
}
