/** What to add to this computer's clock to get the server's, taking the reply to be half a round trip old. */
export function offsetOf(serverTime: string, askedAt: number, answeredAt: number): number {
  const offset = Date.parse(serverTime) + (answeredAt - askedAt) / 2 - answeredAt
  // Below this the difference is the network's, and correcting it would only make countdowns stutter.
  return Math.abs(offset) < 1_000 ? 0 : Math.round(offset)
}
