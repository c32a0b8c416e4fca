import { describe, expect, it } from 'vitest'
import { NOW } from './approval.sample.ts'
import { addSeconds } from './deadline.ts'
import { type UndoWish, undoWindowSeconds } from './undo-window.ts'

const window = (wish: Partial<UndoWish>) =>
  undoWindowSeconds({ requestedSeconds: undefined, via: 'web', capSeconds: 10, deadline: null, now: NOW, ...wish })
const dueIn = (seconds: number) => ({ at: addSeconds(NOW, seconds), because: 'task timeout' }) as const

describe('the undo window', () => {
  it.each([
    ['ten seconds in the browser', {}, 10],
    ['ten seconds in Slack', { via: 'slack' }, 10],
    ['ten seconds by e-mail', { via: 'email' }, 10],
    ['none for machines', { via: 'api' }, 0],
    ['none for outside systems', { via: 'callback' }, 0],
    ['none for policies', { via: 'policy' }, 0],
    ['what was asked for', { via: 'api', requestedSeconds: 7 }, 7],
    ['never more than the approval allows', { requestedSeconds: 300 }, 10],
    ['none when the approval allows none', { capSeconds: 0 }, 0],
    ['none on request', { requestedSeconds: 0 }, 0],
    ['kept when three windows are left', { deadline: dueIn(30) }, 10],
    ['skipped when fewer are left', { deadline: dueIn(29) }, 0],
  ] as const)('is %s', (_, wish, seconds) => {
    expect(window(wish)).toBe(seconds)
  })
})
