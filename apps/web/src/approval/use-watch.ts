'use client'

import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { useQueryClient } from '@tanstack/react-query'
import { useCommand } from '../api/use-command.ts'
import { useRemember } from '../inbox/remember.ts'

/** How this person follows one approval: asleep until a time, or silent. It changes nothing for anybody else. */
export function useWatch({ id }: ApprovalView) {
  const client = useQueryClient()
  const remember = useRemember()
  const done = (view: ApprovalView) => {
    remember(view)
    // It leaves one view and enters another; lists that are on the screen stand still and keep the row.
    void client.invalidateQueries({ queryKey: ['approvals'], refetchType: 'none' })
  }
  return {
    snooze: useCommand<{ until?: string }, typeof approvalView>(apiPath('snooze', { id }), approvalView, done),
    mute: useCommand<{ muted: boolean }, typeof approvalView>(apiPath('mute', { id }), approvalView, done),
  }
}
