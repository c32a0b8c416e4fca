import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import type { ReactNode } from 'react'
import { RiskLabel } from '../inbox/risk.tsx'
import { Ago, Clock } from '../time/moment.tsx'
import { TimeLeftFull } from '../time/time-left-label.tsx'
import { cx } from '../ui/cx.ts'

/** Risk, time and what happens if nobody decides: read before the case, because they say how to read it. */
export function FactsStrip({ approval }: { readonly approval: ApprovalView }) {
  const { deadline, status, heartbeat } = approval
  const open = status === 'pending'
  return (
    <dl className="mt-4 grid grid-cols-[auto_1fr] gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-[auto_1fr_1.35fr]">
      <Fact name="Risk">
        <RiskLabel risk={approval.risk} />
      </Fact>
      <Fact name={open ? 'Due' : 'Was due'}>
        {deadline === null ? (
          'No deadline'
        ) : open ? (
          <TimeLeftFull dueAt={deadline.at} openedAt={approval.createdAt} />
        ) : (
          <Clock at={deadline.at} className="tabular" />
        )}
      </Fact>
      {open ? (
        <Fact name="If nobody decides" wide>
          {deadline === null ? 'The workflow keeps waiting.' : reveal(sentence(deadline.consequence))}
          {heartbeat?.mode === 'external' ? (
            <OutsideBeats seconds={heartbeat.seconds} lastAt={heartbeat.lastAt} />
          ) : null}
        </Fact>
      ) : (
        <Fact name="Ended" wide>
          <Ending approval={approval} />
        </Fact>
      )}
    </dl>
  )
}

function OutsideBeats({ seconds, lastAt }: { readonly seconds: number; readonly lastAt: string | null }) {
  return (
    <span className="block text-ink-3 text-xs">
      Kept alive from outside every {seconds} s, {lastAt ? 'last ' : 'nothing heard yet'}
      {lastAt ? <Ago at={lastAt} /> : null}
    </span>
  )
}

function Ending({ approval: { decision, closed, status } }: { readonly approval: ApprovalView }) {
  if (decision && !closed)
    return (
      <>
        <span className="font-medium">{reveal(decision.label)}</span>, <Ago at={decision.decidedAt} />
        <span className="block text-ink-2">
          {reveal(decision.decidedBy.map((person) => person.name).join(', '))}
          {decision.reason ? `: ${reveal(decision.reason.label)}` : ''}
        </span>
      </>
    )
  return (
    <>
      <span className="font-medium">{status === 'expired' ? 'Expired' : 'Withdrawn'}</span>
      {closed ? (
        <>
          , <Ago at={closed.at} />
        </>
      ) : null}
    </>
  )
}

type FactProps = { readonly name: string; readonly wide?: boolean; readonly children: ReactNode }

const Fact = ({ name, wide = false, children }: FactProps) => (
  <div className={cx('bg-surface px-3.5 py-2.5', wide && 'max-sm:col-span-2')}>
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="mt-0.5 wrap-anywhere">{children}</dd>
  </div>
)

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
