import { z } from 'zod'
import type { SlackPaceStore } from '../../../ports/slack-store.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

/** Slack takes about one message a second in one channel. */
const TURN_MS = 1_000
/** The lane of the whole workspace. */
const WORKSPACE = '*'

const turn = z.tuple([z.object({ turn: instant })])
const pause = z.object({ next_at: instant, failures: z.number() })

export const createSlackPaceStore = (tx: Statements): SlackPaceStore => {
  const workspaceLane = async (workspaceId: string) => {
    const [found] = await tx.rows`
      select next_at, failures from slack_pace where workspace_id = ${workspaceId} and lane = ${WORKSPACE}`
    return found === undefined ? undefined : pause.parse(found)
  }
  return {
    pausedUntil: async (workspaceId) => (await workspaceLane(workspaceId))?.next_at ?? null,
    failures: async (workspaceId) => (await workspaceLane(workspaceId))?.failures ?? 0,
    async takeTurn(workspaceId, lane, now) {
      const rows = await tx.rows`
        insert into slack_pace (workspace_id, lane, next_at)
        values (${workspaceId}, ${lane}, ${now}::timestamptz + ${TURN_MS}::int * interval '1 millisecond')
        on conflict (workspace_id, lane) do update
          set next_at = greatest(slack_pace.next_at, ${now}::timestamptz) + ${TURN_MS}::int * interval '1 millisecond'
        returning next_at - ${TURN_MS}::int * interval '1 millisecond' as turn`
      return turn.parse(rows)[0].turn
    },
    async pause(workspaceId, until, counts) {
      const more = counts === 'failure' ? 1 : 0
      await tx.run`
        insert into slack_pace (workspace_id, lane, next_at, failures) values (${workspaceId}, ${WORKSPACE}, ${until}, ${more})
        on conflict (workspace_id, lane) do update
          set next_at = greatest(slack_pace.next_at, excluded.next_at), failures = slack_pace.failures + ${more}`
    },
    async resume(workspaceId) {
      await tx.run`
        update slack_pace set failures = 0
        where workspace_id = ${workspaceId} and lane = ${WORKSPACE} and failures > 0`
    },
  }
}
