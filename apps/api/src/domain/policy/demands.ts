import { type Outcome, sensitiveLabels } from '@countersign/shared/case'
import { type Demands, wantsReveal } from '@countersign/shared/policy-document'
import type { VoteRequest } from '@countersign/shared/requests'
import { RISK_WORDING } from '@countersign/shared/wording'
import type { PendingApproval } from '../approval.ts'
import type { Principal } from '../principal.ts'
import type { Refused } from '../refusal.ts'
import { refused } from '../refusal.ts'

export interface Brought {
  readonly approval: PendingApproval
  readonly principal: Principal
  readonly request: VoteRequest
  readonly outcome: Outcome
  /** Addresses of evidence that this voter has opened since it is what it is. */
  readonly opened: readonly string[]
  /** This voter has revealed the case of this attempt. */
  readonly revealed: boolean
  readonly now: Date
}

/** 03 §2.1.3, friction follows risk: what the policy demands of a vote on a case of this risk. */
export function refuseUnprepared(brought: Brought): Refused | undefined {
  const { approval, request, outcome } = brought
  const { demands } = approval.plan
  if (!demands.bulk && request.batch !== undefined)
    return notEligible('bulk-not-allowed', `${RISK_WORDING[approval.risk].label} is decided one at a time.`)
  return (
    refuseStale(brought, demands) ??
    refuseUnread(brought, demands) ??
    refuseUnseen(brought, demands) ??
    refuseWordless(request, outcome, demands)
  )
}

function refuseStale({ principal, now }: Brought, { signedInWithinMinutes: minutes }: Demands): Refused | undefined {
  if (minutes === null) return undefined
  const at = principal.kind === 'user' ? principal.signedInAt : undefined
  if (at && now.getTime() - at.getTime() <= minutes * 60_000) return undefined
  return notEligible(
    'recent-sign-in',
    `This policy wants a sign-in of the last ${minutes} minutes. Sign in again in the inbox, then decide.`,
  )
}

function refuseUnread({ approval, opened }: Brought, { evidence }: Demands): Refused | undefined {
  if (!evidence) return undefined
  const unread = approval.case.evidence.filter(({ url }) => !opened.includes(url)).map(({ label }) => `“${label}”`)
  if (unread.length === 0) return undefined
  return notEligible('evidence-not-opened', `This policy wants the evidence opened first: ${unread.join(', ')}.`)
}

/** What nobody has looked at nobody signs. */
function refuseUnseen({ approval, revealed }: Brought, demands: Demands): Refused | undefined {
  const hidden = revealed || !wantsReveal(demands) ? [] : sensitiveLabels(approval.case).map((label) => `“${label}”`)
  if (hidden.length === 0) return undefined
  return notEligible(
    'values-not-revealed',
    `This policy wants the hidden values revealed first: ${hidden.join(', ')}. Reveal them in the inbox, then decide.`,
  )
}

function refuseWordless(request: VoteRequest, outcome: Outcome, { comment, reason }: Demands): Refused | undefined {
  const isFailure = outcome.kind === 'failure'
  if (reason && isFailure && outcome.reasons.length > 0 && request.reason === undefined)
    return invalid('/reason', `is needed by the policy: one of ${outcome.reasons.map(({ id }) => id).join(', ')}`)
  if ((comment === 'always' || (comment === 'on-failure' && isFailure)) && !request.comment?.trim())
    return invalid('/comment', 'is needed by the policy: say why')
  return undefined
}

const notEligible = (rule: string, sentence: string): Refused => refused({ code: 'not-eligible', rule, sentence })

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
