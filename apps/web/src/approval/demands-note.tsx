import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { ClipboardCheck, UserRoundCheck } from 'lucide-react'

/** From whose seat this person votes, and what the policy wants of a vote before it counts. */
export function DemandsNote({ approval }: { readonly approval: ApprovalView }) {
  const { votesFor, may } = approval
  const wanted = may.vote.allowed ? wantedOf(approval) : []
  return (
    <>
      {votesFor ? (
        <p className="mb-2.5 flex items-start gap-2 font-medium">
          <UserRoundCheck className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
          You vote for {reveal(votesFor.name)}, who is away.
        </p>
      ) : null}
      {wanted.length > 0 ? (
        <p className="mb-2.5 flex items-start gap-2 text-ink-2">
          <ClipboardCheck className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="wrap-anywhere">This policy wants {wanted.join('; ')}.</span>
        </p>
      ) : null}
    </>
  )
}

function wantedOf({ demands, case: { evidence }, evidenceOpened }: ApprovalView): readonly string[] {
  const unread = demands.evidence ? evidence.filter(({ url }) => !evidenceOpened.includes(url)) : []
  const labels = unread.map(({ label }) => `“${reveal(label)}”`).join(', ')
  const { comment, signedInWithinMinutes: minutes } = demands
  return [
    ...(unread.length > 0 ? [`the evidence opened first: ${labels}`] : []),
    ...(comment === 'always' ? ['a comment'] : []),
    ...(comment === 'on-failure' ? ['a comment with a rejection'] : []),
    ...(minutes === null ? [] : [`a sign-in of the last ${minutes} minutes`]),
  ]
}
