import { approvalId } from '@countersign/shared/ids'
import { caseDigest } from '@countersign/shared/requests'
import { text } from '@countersign/shared/text'
import { z } from 'zod'

/**
 * What travels through Slack and comes back: ids, the version that was shown, and its digest. Nothing here grants
 * anything; whoever presses is looked up, and `authorize()` judges. Slack keeps what is in a message for years, so no
 * text of the case, no token and no sensitive value is ever put here.
 */
const shown = {
  approvalId,
  version: z.int().min(0),
  attempt: z.int().min(1),
  caseDigest,
}

/** Value of the undo button. */
export const shownValue = z.strictObject(shown)
/** Value of every button that decides or opens the form of an answer. */
export const decisionValue = z.strictObject({ ...shown, outcome: text(40).min(1) })
/** `private_metadata` of the form; `from` is the message it was opened from, for the answer to the person. */
export const formMetadata = z.strictObject({
  ...shown,
  outcome: text(40).min(1),
  from: z.strictObject({ channelId: text(32), ts: text(32) }).nullable(),
})

export type ShownValue = z.output<typeof shownValue>
export type DecisionValue = z.output<typeof decisionValue>
export type FormMetadata = z.output<typeof formMetadata>

/**
 * `decide`: votes, value is a DecisionValue · `form`: opens the form of an answer, the same value · `undo`: a ShownValue ·
 * `open`: a link, needs no more than the ack · `more`: the overflow menu, its option is a MenuValue · `home`: what App
 * Home shows, value is a HomeView.
 */
export const SLACK_ACTIONS = ['decide', 'form', 'undo', 'open', 'more', 'home'] as const
export type SlackAction = (typeof SLACK_ACTIONS)[number]

/** Slack wants an action_id once per block: `part` tells the answers of one block apart. */
export const actionId = (action: SlackAction, part = ''): string => `countersign:${action}${part && `:${part}`}`

export function parseActionId(id: string): SlackAction | undefined {
  const [ours, action] = id.split(':')
  return ours === 'countersign' ? SLACK_ACTIONS.find((each) => each === action) : undefined
}

export const MENU_CHOICES = ['snooze-hour', 'snooze-tomorrow', 'mute'] as const
export type MenuChoice = (typeof MENU_CHOICES)[number]

/** Slack cuts an option's value at 150 characters, so it is no JSON. */
export const formatMenuValue = (choice: MenuChoice, id: string): string => `${choice} ${id}`

export function parseMenuValue(value: string): { choice: MenuChoice; approvalId: z.output<typeof approvalId> } | null {
  const [choice, id] = value.split(' ')
  const known = MENU_CHOICES.find((each) => each === choice)
  const parsed = approvalId.safeParse(id)
  return known && parsed.success ? { choice: known, approvalId: parsed.data } : null
}

export const HOME_VIEWS = ['mine', 'team', 'all'] as const
export type HomeView = (typeof HOME_VIEWS)[number]

/** `callback_id` of the form that decides. */
export const DECIDE_FORM = 'countersign:decide-form'

/** block_ids of the form; the element inside each has the action_id `value`. */
export const FORM_BLOCKS = { reason: 'reason', comment: 'comment', field: (name: string) => `field:${name}` } as const
export const FORM_ELEMENT = 'value'

export const SLASH_COMMAND = '/countersign'
