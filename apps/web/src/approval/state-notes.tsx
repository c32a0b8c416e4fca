import { webPaths } from '@countersign/shared/paths'
import type { ApprovalView } from '@countersign/shared/views'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { Ago } from '../time/moment.tsx'
import { Banner } from '../ui/banner.tsx'
import { useProjection } from './projection.ts'
import { WatchNote } from './watch-note.tsx'

const ENDED = { expired: 'This approval has expired', withdrawn: 'This approval was withdrawn' } as const

/** What a reviewer must know about this approval's life before its case: how it ended, or that it was asked before. */
export function StateNotes({ approval }: { readonly approval: ApprovalView }) {
  const { status, attempts, attempt, follows, followedBy, watch } = approval
  const asked = Number(useSearchParams().get('attempt'))
  const { ended } = useProjection()
  const retried = status === 'pending' && attempt > 1
  const latest = attempts.find((each) => each.number === attempt)
  const watched = status === 'pending' && (watch?.muted || watch?.snoozedUntil)
  const passed = asked !== attempt && attempts.some((each) => each.number === asked)
  if (!ended && !retried && !follows && !followedBy && !watched && !passed) return null
  return (
    <div className="mt-3 grid gap-2">
      {watched ? <WatchNote approval={approval} /> : null}
      {ended ? (
        <Banner tone="warn" title={ENDED[status === 'expired' ? 'expired' : 'withdrawn']}>
          {ended.sentence} Nobody can decide it any more (
          <Ago at={ended.at} />
          ).
        </Banner>
      ) : null}
      {retried ? (
        <Banner
          tone="info"
          title={`The task was ${latest && latest.redriveCount > 0 ? 'redriven' : 'retried'}: this is attempt ${attempt}`}
        >
          {passed ? `The link was to attempt ${asked}, which is superseded` : 'Earlier attempts are superseded'}
          {latest ? (
            <>
              {' '}
              since <Ago at={latest.registeredAt} />
            </>
          ) : null}
          . Comments stay; votes are asked again.
        </Banner>
      ) : null}
      {passed && !retried ? (
        <Banner tone="info" title={`The link was to attempt ${asked}`}>
          Attempt {attempt} took over
          {latest ? (
            <>
              {' '}
              <Ago at={latest.registeredAt} />
            </>
          ) : null}
          ; this page shows what became of it.
        </Banner>
      ) : null}
      {followedBy ? (
        <Banner tone="info" title="Asked again">
          The task ran again after this:{' '}
          <Link href={webPaths.approval(followedBy)} className="underline underline-offset-2">
            the later approval
          </Link>{' '}
          asks now.
        </Banner>
      ) : null}
      {follows ? (
        <Banner tone="info" title="Asked before">
          The task of{' '}
          <Link href={webPaths.approval(follows)} className="underline underline-offset-2">
            an earlier approval
          </Link>{' '}
          ran again, so the question is asked again.
        </Banner>
      ) : null}
    </div>
  )
}
