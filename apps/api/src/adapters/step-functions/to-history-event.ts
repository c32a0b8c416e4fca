import type { HistoryEvent as SdkEvent } from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '../../domain/history-event.ts'

/** The SDK gives each kind of event details of its own; what judging needs has the same names in all of them. */
export function toHistoryEvent(event: SdkEvent): HistoryEvent {
  const scheduled = event.taskScheduledEventDetails ?? event.activityScheduledEventDetails
  const answered = event.taskSucceededEventDetails ?? event.activitySucceededEventDetails
  const failed =
    event.taskFailedEventDetails ??
    event.activityFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.activityTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails
  return {
    id: event.id ?? 0,
    previousEventId: event.previousEventId ?? 0,
    type: event.type ?? '',
    at: event.timestamp ?? new Date(0),
    ...optional('parameters', event.taskScheduledEventDetails?.parameters),
    ...optional('timeoutSeconds', scheduled?.timeoutInSeconds),
    ...optional('heartbeatSeconds', scheduled?.heartbeatInSeconds),
    ...optional('output', answered?.output),
    ...optional('error', failed?.error),
    ...optional('cause', failed?.cause),
  }
}

function optional<K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}
