import { detailsKey, type HistoryEvent } from '../engine/history-event.ts'
import type { JsonObject } from '../language/json.ts'
import { findExecution } from './find-execution.ts'
import { type Operation, seconds } from './operation.ts'
import { readPage, writePageToken } from './page-token.ts'
import { readRequest } from './read-request.ts'

const defaultPage = 100

export const getExecutionHistory: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('executionArn', { min: 1, max: 256 })
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const reverse = request.flag('reverseOrder') ?? false
  const includeData = request.flag('includeExecutionData') ?? true
  const pageToken = request.text('nextToken', { min: 1, max: 1_024 })
  request.check()
  const { history } = findExecution(backend, arn)
  const scope = `history ${arn} ${reverse}`
  // The place is an event id, so that events added between two pages neither shift nor repeat anything.
  const from = readPage(pageToken, scope) ?? (reverse ? history.length : 1)
  const size = maxResults || defaultPage
  const events = reverse
    ? history.slice(Math.max(from - size, 0), from).reverse()
    : history.slice(from - 1, from - 1 + size)
  const next = reverse ? from - size : from + size
  const more = reverse ? next >= 1 : next <= history.length
  return {
    events: events.map((event) => eventView(event, includeData)),
    nextToken: more ? writePageToken(scope, next) : undefined,
  }
}

const dataFields = ['input', 'output', 'parameters', 'assignedVariables', 'error', 'cause'] as const

function eventView({ id, previousEventId, timestamp, type, details }: HistoryEvent, includeData: boolean): JsonObject {
  const view: JsonObject = { timestamp: seconds(timestamp), type, id, previousEventId }
  if (details === undefined) return view
  const shown: JsonObject = { ...details }
  for (const field of ['input', 'output', 'assignedVariables'] as const) {
    if (field in shown && includeData) shown[`${field}Details`] = { truncated: false }
  }
  if (!includeData) for (const field of dataFields) delete shown[field]
  return { ...view, [detailsKey(type)]: shown }
}
