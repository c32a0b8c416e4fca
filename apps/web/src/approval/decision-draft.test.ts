import type { Outcome } from '@countersign/shared/case'
import { expect, test } from 'vitest'
import { canSend, type Draft, type DraftAction, draftDecision, EMPTY_DRAFT } from './decision-draft.ts'

const APPROVE: Outcome = { id: 'approve', kind: 'success', label: 'Approve', reasons: [] }
const REJECT: Outcome = {
  id: 'reject',
  kind: 'failure',
  label: 'Reject',
  reasons: [{ id: 'OutOfStock', label: 'Out of stock' }],
}
const DECLINE: Outcome = { id: 'decline', kind: 'failure', label: 'Decline', reasons: [] }
const after = (...actions: readonly DraftAction[]): Draft => actions.reduce(draftDecision, EMPTY_DRAFT)

test('one key arms and does not send', () => {
  expect(canSend(EMPTY_DRAFT)).toBe(false)
  expect(after({ do: 'send' }).stage.at).toBe('idle')
  expect(after({ do: 'choose', outcome: APPROVE }).stage.at).toBe('armed')
})

test('an armed approval is sent by the second step', () => {
  expect(after({ do: 'choose', outcome: APPROVE }, { do: 'send' }).stage).toEqual({ at: 'sending', outcome: APPROVE })
})

test('a failure is explained first, and needs one of its reasons', () => {
  const explaining = after({ do: 'choose', outcome: REJECT })
  expect(explaining.stage.at).toBe('explaining')
  expect(canSend(explaining)).toBe(false)
  expect(canSend(draftDecision(explaining, { do: 'pick-reason', reasonId: 'OutOfStock' }))).toBe(true)
})

test('a failure without reasons can be sent at once', () => {
  expect(canSend(after({ do: 'choose', outcome: DECLINE }))).toBe(true)
})

test('a reason of one outcome never travels to another', () => {
  expect(
    after(
      { do: 'choose', outcome: REJECT },
      { do: 'pick-reason', reasonId: 'OutOfStock' },
      { do: 'choose', outcome: DECLINE },
    ).reasonId,
  ).toBeNull()
})

test('a refusal keeps the comment, and sends nothing by itself', () => {
  const refused = after(
    { do: 'choose', outcome: DECLINE },
    { do: 'comment', text: 'too expensive' },
    { do: 'send' },
    { do: 'refuse', problem: null, message: 'no answer' },
  )
  expect(refused).toMatchObject({ stage: { at: 'refused' }, comment: 'too expensive' })
  expect(canSend(refused)).toBe(false)
})

test('nothing changes the choice while it is being sent', () => {
  const sending = after({ do: 'choose', outcome: APPROVE }, { do: 'send' })
  for (const action of [
    { do: 'step-back' },
    { do: 'edit' },
    { do: 'choose', outcome: REJECT },
    { do: 'send' },
  ] as const)
    expect(draftDecision(sending, action).stage).toEqual(sending.stage)
})

test('an edit is kept for the approval that follows', () => {
  expect(
    after({ do: 'edit' }, { do: 'keep-edit', input: { limit: 1 } }, { do: 'choose', outcome: APPROVE }),
  ).toMatchObject({
    stage: { at: 'armed' },
    input: { limit: 1 },
  })
})
