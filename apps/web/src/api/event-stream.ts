import { EVENT_TYPES, type EventView, eventView } from '@countersign/shared/events'
import { apiPath } from '@countersign/shared/paths'

export type StreamState = 'connecting' | 'live' | 'reconnecting'

type Listeners = {
  readonly onEvent: (event: EventView) => void
  /** `resumed` says that events may have been missed: the stream was down in between. */
  readonly onState: (state: StreamState, resumed: boolean) => void
}

/** A browser opens six HTTP/1.1 connections to one origin: tabs nobody looks at must not hold them. */
const HIDDEN_MS = 30_000
const FIRST_RETRY_MS = 1_000
/** Long enough not to hammer a service that is starting, short enough that a person does not reach for reload. */
const MAX_RETRY_MS = 10_000

/**
 * One EventSource for the whole page. The browser reconnects by itself (with Last-Event-ID) as long as the server
 * answers; after an HTTP error it gives up, and then we start again with a growing, jittered pause.
 */
export function openEventStream({ onEvent, onState }: Listeners): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let wasLive = false

  const receive = (message: MessageEvent<string>) => {
    const parsed = eventView.safeParse(tryJson(message.data))
    if (parsed.success) onEvent(parsed.data)
  }

  const connect = () => {
    source = new EventSource(apiPath('events'))
    source.onopen = () => {
      onState('live', wasLive)
      wasLive = true
      failures = 0
    }
    source.onerror = () => {
      onState(wasLive ? 'reconnecting' : 'connecting', false)
      if (source?.readyState !== EventSource.CLOSED) return
      failures += 1
      const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
      timer = setTimeout(connect, pause * (0.5 + Math.random() / 2))
    }
    source.onmessage = receive
    for (const type of EVENT_TYPES) source.addEventListener(type, receive)
  }

  let hiding: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(hiding)
    if (document.visibilityState === 'hidden') hiding = setTimeout(() => source?.close(), HIDDEN_MS)
    else if (source?.readyState === EventSource.CLOSED) {
      clearTimeout(timer)
      connect()
    }
  }

  connect()
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    clearTimeout(hiding)
    clearTimeout(timer)
    source?.close()
  }
}

function tryJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
