import type { CaseProjection } from '@countersign/shared/projection'
import type { ActionsBlock, Button, ConfirmationDialog, KnownBlock, Overflow } from '@slack/types'
import {
  actionId,
  type DecisionValue,
  formatMenuValue,
  type MenuChoice,
  type ShownValue,
} from '../../domain/slack/action-values.ts'
import { SLACK_LIMITS } from './limits.ts'
import { plain } from './texts.ts'

export interface MessageExtras {
  /** Of the case shown: it travels in the buttons, so that a vote is about what was seen (I7). */
  readonly caseDigest: string
  readonly now: Date
}

type Answer = CaseProjection['answers'][number]

/** The buttons: friction follows risk, and what is high is decided in the inbox only. */
export function renderActions(projection: CaseProjection, extras: MessageExtras): KnownBlock[] {
  const elements: ActionsBlock['elements'] = projection.open
    ? [...renderAnswers(projection, extras), openButton(projection.url), menu(projection.id)]
    : [...renderUndo(projection, extras), openButton(projection.url)]
  return [{ type: 'actions', block_id: 'answers', elements: elements.slice(0, SLACK_LIMITS.actions) }]
}

function renderAnswers(projection: CaseProjection, extras: MessageExtras): Button[] {
  const { answers, editable } = projection
  if (answers.some(({ chat }) => chat === 'inbox')) return []
  return answers.flatMap((answer) => {
    const value: DecisionValue = { ...shownOf(projection, extras), outcome: answer.id }
    if (answer.chat === 'form') return [formButton(answer, value, `${answer.label.replace(/…$/, '')}…`)]
    const press = decideButton(projection, answer, value)
    // What may be edited goes on as it was asked, or through the form.
    return editable ? [press, formButton(answer, value, 'Edit…')] : [press]
  })
}

const shownOf = ({ id, version, attempt }: CaseProjection, { caseDigest }: MessageExtras): ShownValue => ({
  approvalId: id,
  version,
  attempt,
  caseDigest,
})

const decideButton = (projection: CaseProjection, answer: Answer, value: DecisionValue): Button => ({
  type: 'button',
  action_id: actionId('decide', answer.id),
  text: plain(answer.label, SLACK_LIMITS.buttonText),
  value: JSON.stringify(value),
  ...styleOf(answer),
  ...(answer.chat === 'confirm' ? { confirm: confirmation(projection, answer) } : {}),
})

const formButton = (answer: Answer, value: DecisionValue, label: string): Button => ({
  type: 'button',
  action_id: actionId('form', answer.id),
  text: plain(label, SLACK_LIMITS.buttonText),
  value: JSON.stringify(value),
  ...(answer.kind === 'failure' ? styleOf(answer) : {}),
})

const styleOf = ({ kind }: Answer): Pick<Button, 'style'> => ({ style: kind === 'success' ? 'primary' : 'danger' })

/** Consequence first (03 §2.1.1): the question repeats what will happen, not "are you sure". */
const confirmation = ({ title, hidden }: CaseProjection, { label, consequence }: Answer): ConfirmationDialog => ({
  title: plain(label, SLACK_LIMITS.confirmTitle),
  text: plain(
    `${hidden ? `${hidden.sentence} ` : ''}${title}. Then the ${consequence.replace(/^the /, '')}.`,
    SLACK_LIMITS.confirmText,
  ),
  confirm: plain(label, SLACK_LIMITS.confirmButton),
  deny: plain('Not yet', SLACK_LIMITS.confirmButton),
})

export const openButton = (url: string): Button => ({
  type: 'button',
  action_id: actionId('open'),
  text: plain('Open in inbox', SLACK_LIMITS.buttonText),
  url,
})

const MENU: readonly (readonly [MenuChoice, string])[] = [
  ['snooze-hour', 'Snooze for an hour'],
  ['snooze-tomorrow', 'Snooze until tomorrow'],
  ['mute', 'Mute for me'],
]

const menu = (id: string): Overflow => ({
  type: 'overflow',
  action_id: actionId('more'),
  options: MENU.map(([choice, label]) => ({
    text: plain(label, SLACK_LIMITS.optionText),
    value: formatMenuValue(choice, id),
  })),
})

/** Only while it can still be undone: afterwards the answer is on its way. */
function renderUndo(projection: CaseProjection, extras: MessageExtras): Button[] {
  const until = projection.decision?.undoUntil ?? null
  if (until === null || Date.parse(until) <= extras.now.getTime()) return []
  return [
    {
      type: 'button',
      action_id: actionId('undo'),
      text: plain('Undo', SLACK_LIMITS.buttonText),
      value: JSON.stringify(shownOf(projection, extras)),
    },
  ]
}
