import { makeStorable, text } from '@countersign/shared/text'
import { z } from 'zod'
import { formState } from '../slack/read-form.ts'

/** The members we read of what Slack sends; it adds others at will. */
const id = text(64).min(1)
const typed = (max: number) => z.string().max(max).transform(makeStorable)
const owner = z.object({ id }).nullish()
const person = z.object({ id, team_id: id.nullish() })
const option = z.object({ value: z.string().max(3_000) }).nullish()

const where = { api_app_id: id.nullish(), team: owner, enterprise: owner, user: person }

const blockActions = z.object({
  type: z.literal('block_actions'),
  ...where,
  trigger_id: id,
  container: z.object({ message_ts: id.nullish(), channel_id: id.nullish(), thread_ts: id.nullish() }).nullish(),
  channel: owner,
  message: z.object({ ts: id, thread_ts: id.nullish() }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2_000).nullish(),
        selected_option: option,
      }),
    )
    .min(1)
    .max(10),
})

const viewSubmission = z.object({
  type: z.literal('view_submission'),
  ...where,
  trigger_id: id.nullish(),
  view: z.object({
    id,
    hash: text(255).nullish(),
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3_000),
    state: z.object({ values: formState }),
  }),
})

/** Of interactive payloads; what else Slack may send (shortcuts, closed views) is acknowledged and no more. */
export const interaction = z.discriminatedUnion('type', [blockActions, viewSubmission])

export const slashCommand = z.object({
  command: z.string().max(100),
  text: typed(3_000).default(''),
  team_id: id,
  enterprise_id: id.optional(),
  user_id: id,
  channel_id: id,
  trigger_id: id,
  api_app_id: id.optional(),
})

export const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string().max(2_000) })

const message = z.object({
  type: z.literal('message'),
  subtype: z.string().nullish(),
  bot_id: z.string().nullish(),
  channel: id,
  user: id.nullish(),
  text: typed(40_000).nullish(),
  ts: id,
  thread_ts: id.nullish(),
  team: id.nullish(),
  user_team: id.nullish(),
})
const homeOpened = z.object({ type: z.literal('app_home_opened'), user: id, tab: z.string().nullish() })
const revoked = z.object({ type: z.literal('tokens_revoked'), tokens: z.object({ bot: z.array(id).nullish() }) })
const uninstalled = z.object({ type: z.literal('app_uninstalled') })

export const slackEvent = z.discriminatedUnion('type', [message, homeOpened, revoked, uninstalled])

/** `authorizations` names the installation an event is for; in a shared channel `team_id` may be somebody else's. */
export const eventCallback = z.object({
  type: z.literal('event_callback'),
  api_app_id: id.nullish(),
  team_id: id,
  event_id: id,
  authorizations: z.array(z.object({ team_id: id.nullish() })).nullish(),
  event: z.object({ type: z.string() }).loose(),
})

export type BlockActions = z.output<typeof blockActions>
export type ViewSubmission = z.output<typeof viewSubmission>
export type SlashCommand = z.output<typeof slashCommand>
export type EventCallback = z.output<typeof eventCallback>
