'use client'

import { apiPath } from '@countersign/shared/paths'
import { type WatchView, watchView } from '@countersign/shared/preferences'
import type { ApprovalView } from '@countersign/shared/views'
import { useQueryClient } from '@tanstack/react-query'
import { approvalQuery } from '../api/queries.ts'
import { useCommand } from '../api/use-command.ts'
import { useRemember } from '../inbox/remember.ts'

/** How this person follows one approval: asleep until a time, or silent. It changes nothing for anybody else. */
export function useWatch(approval: ApprovalView) {
  const { id } = approval
  const client = useQueryClient()
  const remember = useRemember()
  const done = (watch: WatchView) => {
    remember({ ...(client.getQueryData(approvalQuery(id).queryKey) ?? approval), watch })
    // It leaves one view and enters another; lists that are on the screen stand still and keep the row.
    void client.invalidateQueries({ queryKey: ['approvals'], refetchType: 'none' })
  }
  return {
    snooze: useCommand<{ until?: string }, typeof watchView>(apiPath('snooze', { id }), watchView, done),
    mute: useCommand<{ muted: boolean }, typeof watchView>(apiPath('mute', { id }), watchView, done),
  }
}
