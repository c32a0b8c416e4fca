'use client'

import type { EventView } from '@countersign/shared/events'
import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { openEventStream, type StreamState } from '../api/event-stream.ts'

/** `down` is a stream that has been away long enough to mention; `offline` is the browser's own word. */
export type Connection = 'live' | 'connecting' | 'down' | 'offline'

type Listener = { readonly onEvent: (event: EventView) => void; readonly onResume: () => void }
type Live = {
  readonly connection: Connection
  readonly since: number | null
  readonly listen: (listener: Listener) => () => void
}

/** A stream that comes back within this time is not worth a sentence. */
const MENTION_AFTER_MS = 4_000

const Context = createContext<Live>({ connection: 'connecting', since: null, listen: () => () => {} })

export const useLive = (): Live => useContext(Context)

/** Words for a decision that cannot be sent now, or null. Reading goes on; deciding blind does not. */
export function useOfflineReason(): string | null {
  return useLive().connection === 'offline' ? 'You are offline. Decisions wait until the connection is back.' : null
}

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient()
  const listeners = useRef(new Set<Listener>())
  const [stream, setStream] = useState<{ readonly state: StreamState; readonly since: number | null }>({
    state: 'connecting',
    since: null,
  })
  const [overdue, setOverdue] = useState(false)
  const online = useSyncExternalStore(
    subscribeOnline,
    () => navigator.onLine,
    () => true,
  )

  useEffect(
    () =>
      openEventStream({
        onState: (state, resumed) => {
          setStream((before) => ({ state, since: state === 'live' ? null : (before.since ?? Date.now()) }))
          if (!resumed) return
          void client.invalidateQueries({ queryKey: ['approval'] })
          for (const listener of listeners.current) listener.onResume()
        },
        onEvent: (event) => {
          void client.invalidateQueries({ queryKey: ['approval', event.approvalId] })
          void client.invalidateQueries({ queryKey: ['audit', event.approvalId] })
          for (const listener of listeners.current) listener.onEvent(event)
        },
      }),
    [client],
  )

  useEffect(() => {
    setOverdue(false)
    if (stream.state === 'live') return
    const timer = setTimeout(() => setOverdue(true), MENTION_AFTER_MS)
    return () => clearTimeout(timer)
  }, [stream.state])

  const connection: Connection = !online
    ? 'offline'
    : stream.state === 'live'
      ? 'live'
      : overdue
        ? 'down'
        : 'connecting'
  const live = useMemo<Live>(
    () => ({
      connection,
      since: stream.since,
      listen: (listener) => {
        listeners.current.add(listener)
        return () => {
          listeners.current.delete(listener)
        }
      },
    }),
    [connection, stream.since],
  )
  return <Context value={live}>{children}</Context>
}

export function useLiveListener(listener: Listener): void {
  const { listen } = useLive()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(
    () => listen({ onEvent: (event) => latest.current.onEvent(event), onResume: () => latest.current.onResume() }),
    // `listen` changes with the connection, which only re-adds the same listener.
    [listen],
  )
}

function subscribeOnline(onChange: () => void): () => void {
  window.addEventListener('online', onChange)
  window.addEventListener('offline', onChange)
  return () => {
    window.removeEventListener('online', onChange)
    window.removeEventListener('offline', onChange)
  }
}
