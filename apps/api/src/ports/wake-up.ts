/** `callbacks`: a decision was made or released. `tokens`: one was registered. `shards`: some were given back. `news`: the log grew. */
export type WakeUpCall = 'callbacks' | 'tokens' | 'shards' | 'news'

/**
 * The database's notices to this worker, and the proof to its peers that it is alive: both last as long as one
 * connection. A lost connection is made again by itself; since notices may have been missed meanwhile, every call is
 * then made once.
 */
export interface WakeUp {
  /** Resolves when listening and known as alive. */
  start(onCall: (call: WakeUpCall) => void): Promise<void>
  stop(): Promise<void>
}
