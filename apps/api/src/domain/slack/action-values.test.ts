import { approvalId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import {
  actionId,
  decisionValue,
  FORM_BLOCKS,
  formatMenuValue,
  formMetadata,
  MENU_CHOICES,
  parseActionId,
  parseMenuValue,
  SLACK_ACTIONS,
  shownValue,
} from './action-values.ts'

const id = approvalId.parse(`apr_${'0'.repeat(36)}`)
const shown = { approvalId: id, version: 0, attempt: 1, caseDigest: `sha256:${'0'.repeat(64)}` }

describe('what travels through Slack', () => {
  it('comes back as it went out', () => {
    const decision = { ...shown, outcome: 'approve' }
    expect(shownValue.parse(shown)).toEqual(shown)
    expect(decisionValue.parse(decision)).toEqual(decision)
    for (const from of [null, { channelId: 'C1', ts: '1.2' }])
      expect(formMetadata.parse({ ...decision, from })).toEqual({ ...decision, from })
  })

  it.each<[string, object]>([
    ['no approval', { approvalId: undefined }],
    ['a negative version', { version: -1 }],
    ['an attempt 0', { attempt: 0 }],
    ['half an attempt', { attempt: 1.5 }],
    ['another digest', { caseDigest: 'sha256:' }],
    ['more than that', { title: 'Refund' }],
  ])('is refused with %s', (_name, change) => {
    const outcome = { outcome: 'approve' }
    expect(shownValue.safeParse({ ...shown, ...change }).success).toBe(false)
    expect(decisionValue.safeParse({ ...shown, ...outcome, ...change }).success).toBe(false)
    expect(formMetadata.safeParse({ ...shown, ...outcome, from: null, ...change }).success).toBe(false)
  })

  it.each(['', 'x'.repeat(41), undefined])('decides nothing with the outcome %j', (outcome) => {
    expect(decisionValue.safeParse({ ...shown, outcome }).success).toBe(false)
    expect(formMetadata.safeParse({ ...shown, outcome, from: null }).success).toBe(false)
  })

  it('leads back to one message or to none', () => {
    const form = { ...shown, outcome: 'approve' }
    for (const from of [undefined, {}, { channelId: 'C1' }, { channelId: 'C1', ts: '1', user: 'U1' }])
      expect(formMetadata.safeParse({ ...form, from }).success).toBe(false)
    for (const long of ['channelId', 'ts'])
      expect(
        formMetadata.safeParse({ ...form, from: { channelId: 'C', ts: '1', [long]: '1'.repeat(33) } }).success,
      ).toBe(false)
  })
})

describe('an action', () => {
  it('is known by its id, with the part of the block it stands for', () => {
    expect(actionId('undo')).toBe('countersign:undo')
    expect(actionId('decide', 'approve')).toBe('countersign:decide:approve')
    for (const action of SLACK_ACTIONS) {
      expect(parseActionId(actionId(action))).toBe(action)
      expect(parseActionId(actionId(action, 'a:b'))).toBe(action)
    }
  })

  it.each(['', 'decide', 'other:decide', 'countersign', 'countersign:', 'countersign:delete', 'countersign-decide'])(
    'is none of ours as %j',
    (text) => expect(parseActionId(text)).toBeUndefined(),
  )
})

describe('the choice of a menu', () => {
  it('comes back with its approval', () => {
    expect(formatMenuValue('mute', id)).toBe(`mute ${id}`)
    for (const choice of MENU_CHOICES)
      expect(parseMenuValue(formatMenuValue(choice, id))).toEqual({ choice, approvalId: id })
  })

  it.each(['', 'mute', `shout ${id}`, `mute ${id}0`, `${id} mute`])('is none as %j', (text) => {
    expect(parseMenuValue(text)).toBeNull()
  })
})

it('names a block of the form after its field', () => {
  expect(FORM_BLOCKS.field('amount')).toBe('field:amount')
})
