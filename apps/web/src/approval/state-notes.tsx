import { reveal } from '@countersign/shared/hidden-characters'
import { webPaths } from '@countersign/shared/paths'
import type { ApprovalView } from '@countersign/shared/views'
import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import Link from 'next/link'
import { Ago } from '../time/moment.tsx'
import { Banner } from '../ui/banner.tsx'

/** What a reviewer must know about this approval's life before its case: how it ended, or that it was asked before. */
export function StateNotes({ approval }: { readonly approval: ApprovalView }) {
  const { closed, status, attempts, attempt, follows } = approval
  const retried = status === 'pending' && attempt > 1
  const latest = attempts.find((each) => each.number === attempt)
  if (!closed && !retried && !follows) return null
  return (
    <div className="mt-3 grid gap-2">
      {closed ? (
        <Banner tone="warn" title={status === 'expired' ? 'This approval has expired' : 'This approval was withdrawn'}>
          {reveal(closed.detail ?? CLOSE_SENTENCES[closed.reason])} Nobody can decide it any more (
          <Ago at={closed.at} />
          ).
        </Banner>
      ) : null}
      {retried ? (
        <Banner
          tone="info"
          title={`The task was ${latest && latest.redriveCount > 0 ? 'redriven' : 'retried'}: this is attempt ${attempt}`}
        >
          Earlier attempts are superseded
          {latest ? (
            <>
              {' '}
              since <Ago at={latest.registeredAt} />
            </>
          ) : null}
          . Comments stay; votes are asked again.
        </Banner>
      ) : null}
      {follows ? (
        <Banner tone="info" title="Asked before">
          The task of{' '}
          <Link href={webPaths.approval(follows)} className="underline underline-offset-2">
            an earlier decision
          </Link>{' '}
          ran again, so the question is asked again.
        </Banner>
      ) : null}
    </div>
  )
}
