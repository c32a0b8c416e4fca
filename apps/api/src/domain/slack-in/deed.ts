import { approvalId } from '@countersign/shared/ids'
import { jsonObject } from '@countersign/shared/json'
import { z } from 'zod'
import { decisionValue, MENU_CHOICES, shownValue } from '../slack/action-values.ts'

const slackId = z.string().min(1).max(64)

/** What a person did that changes something; written down before Slack hears that we have it. */
export const deed = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('vote'),
    shown: decisionValue,
    reason: z.string().nullable(),
    comment: z.string().nullable(),
    input: jsonObject.nullable(),
  }),
  z.strictObject({ kind: z.literal('undo'), shown: shownValue }),
  z.strictObject({ kind: z.literal('watch'), choice: z.enum(MENU_CHOICES), approvalId }),
  z.strictObject({ kind: z.literal('reply'), approvalId, channelId: slackId, ts: slackId, text: z.string() }),
])

/** The `action` of a `slack-action` job: who did it, and where they are told what came of it. */
export const storedDeed = z.strictObject({
  actor: z.strictObject({ workspaceId: slackId, teamId: slackId, userId: slackId }),
  place: z.strictObject({ channelId: slackId, threadTs: slackId.nullable() }).nullable(),
  deed,
})

export type Deed = z.output<typeof deed>
export type StoredDeed = z.output<typeof storedDeed>

export const approvalOf = (done: Deed) =>
  done.kind === 'vote' || done.kind === 'undo' ? done.shown.approvalId : done.approvalId
