'use client'

import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../inbox/me.ts'
import { useRemember } from '../inbox/remember.ts'
import { useNow } from '../time/now.ts'

/** Nothing to wait for. */
const FAR_MS = 2 ** 30

/** Who looks after an approval at this moment, and how to say that one does. */
export function useClaim(approval: ApprovalView) {
  const { id, claim, status, may } = approval
  const me = useMe()
  const now = useNow((at) => (claim ? Math.max(1_000, Date.parse(claim.until) - at) : FAR_MS))
  const remember = useRemember()
  const held = status === 'pending' && claim && Date.parse(claim.until) > now ? claim : null
  return {
    held,
    mine: held?.by.id === me.id,
    mayClaim: status === 'pending' && may.claim.allowed,
    claim: useCommand<{ takeOver: boolean }, typeof approvalView>(apiPath('claim', { id }), approvalView, remember),
    release: useCommand<object, typeof approvalView>(apiPath('release', { id }), approvalView, remember),
  }
}
