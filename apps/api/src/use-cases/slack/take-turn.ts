import type { Stores } from '../../ports/unit-of-work.ts'

/** A turn this old was missed, by an outage or a stopped worker: whoever takes it now would come with all the others. */
const STALE_MS = 2_000
/** After a pause nobody comes at the same moment. */
const SPREAD_MS = 1_000

export type Turn =
  | { readonly kind: 'now' }
  /** Come back then; `turnAt` is kept until. */
  | { readonly kind: 'later'; readonly delayMs: number; readonly turnAt: Date | null }

interface Caller {
  readonly workspaceId: string
  /** Posts and updates of a channel each have theirs: news of an end does not queue behind new questions. */
  readonly lane: string
  readonly turnAt: Date | null
}

/**
 * Slack takes about one message a second in a channel. Turns are given out in advance, so that ten thousand waiting
 * messages come back once each instead of every second all of them.
 */
export async function takeTurn(
  { slack }: Pick<Stores, 'slack'>,
  { workspaceId, lane, turnAt }: Caller,
  now: Date,
  random: () => number,
): Promise<Turn> {
  const paused = await slack.pace.pausedUntil(workspaceId)
  if (paused && paused > now)
    return { kind: 'later', delayMs: paused.getTime() - now.getTime() + Math.ceil(random() * SPREAD_MS), turnAt: null }
  const mine =
    turnAt && turnAt.getTime() >= now.getTime() - STALE_MS ? turnAt : await slack.pace.takeTurn(workspaceId, lane, now)
  return mine <= now ? { kind: 'now' } : { kind: 'later', delayMs: mine.getTime() - now.getTime(), turnAt: mine }
}
