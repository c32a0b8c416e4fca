/** One object both speaks and listens: a channel does not hear itself, so the tab that changed the session stays. */
let channel: BroadcastChannel | undefined

const sessionChannel = (): BroadcastChannel => {
  channel ??= new BroadcastChannel('countersign-session')
  return channel
}

/** Tells the other tabs of this browser, which share the cookie, that it belongs to someone else now, or to nobody. */
export const announceSessionChange = (): void => sessionChannel().postMessage(null)

/** A tab that went on showing the person before would vote in the name of the next one. */
export function onSessionChange(act: () => void): () => void {
  const listening = sessionChannel()
  listening.addEventListener('message', act)
  return () => listening.removeEventListener('message', act)
}
