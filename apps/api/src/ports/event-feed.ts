/** Says that the log has grown; what came is read from the log itself, so a lost call costs time and nothing else. */
export interface EventFeed {
  /** Calls back after each commit that wrote events, and after every reconnection. */
  subscribe(onNews: () => void): () => void
  close(): Promise<void>
}
