/**
 * `connections` callers that each send the next request when the last one is answered, for `seconds`.
 * @param {{ seconds: number, connections: number }} load
 * @param {(caller: number) => Promise<boolean | undefined>} once false: refused; undefined: nothing left to do
 */
export async function closedLoop({ seconds, connections }, once) {
  const latenciesMs = []
  let refused = 0
  const startedAt = performance.now()
  const until = startedAt + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async (_, caller) => {
      while (performance.now() < until) {
        const sentAt = performance.now()
        const accepted = await once(caller)
        if (accepted === undefined) return
        if (accepted) latenciesMs.push(performance.now() - sentAt)
        else refused += 1
      }
    }),
  )
  return { perSecond: (latenciesMs.length * 1000) / (performance.now() - startedAt), latenciesMs, refused }
}
