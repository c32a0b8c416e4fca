import {
  APPROVAL_STATUSES,
  APPROVAL_TRANSITIONS,
  ATTEMPT_STATUSES,
  CALLBACK_STATUSES,
  CALLBACK_TRANSITIONS,
  HEARTBEAT_MODES,
  OUTCOME_KINDS,
  RISKS,
  ROLES,
  VIAS,
} from '@countersign/shared/statuses'
import { describe, expect, it } from 'vitest'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()

const quoted = (text: string) => [...text.matchAll(/'([^']*)'/g)].map(([, word]) => word).sort()

describe('the database and the shared tables', () => {
  it.each([
    ['approval_status', APPROVAL_STATUSES],
    ['attempt_status', ATTEMPT_STATUSES],
    ['callback_status', CALLBACK_STATUSES],
    ['approval_risk', RISKS],
    ['approval_heartbeat_mode', HEARTBEAT_MODES],
    ['callback_kind', OUTCOME_KINDS],
    ['decision_kind', OUTCOME_KINDS],
    ['vote_via', VIAS],
    ['app_user_role', ROLES],
  ])('allow the same words in %s', async (name, words) => {
    const [row] = await core.sql<{ definition: string }>(
      'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
      [name],
    )
    expect(quoted(row?.definition ?? '')).toEqual([...words].sort())
  })

  it.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['approval_transition', APPROVAL_TRANSITIONS],
    ['callback_transition', CALLBACK_TRANSITIONS],
  ])('allow the same moves in %s', async (name, transitions) => {
    const [row] = await core.sql<{ definition: string }>(
      'select pg_get_triggerdef(oid) as definition from pg_trigger where tgname = $1',
      [name],
    )
    const moves = Object.entries(transitions).flatMap(([from, to]) => to.map((each) => `${from}>${each}`))
    expect(quoted(row?.definition ?? '')).toEqual(moves.sort())
  })

  it('refuse every other move, whoever writes it', async () => {
    const approval = await core.register()
    await expect(
      core.sql(`update approval set status = 'approved' where id = $1`, [approval.id]),
    ).resolves.toBeDefined()
    await expect(
      core.sql(`update approval set status = 'expired', closed_at = now(), close_reason = 'task_gone' where id = $1`, [
        approval.id,
      ]),
    ).rejects.toThrow(/illegal transition/)
  })
})
