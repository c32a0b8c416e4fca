import type { ApprovalView } from '@countersign/shared/views'
import type { ReactNode } from 'react'
import { RiskLabel } from '../inbox/risk.tsx'
import { Ago, Clock } from '../time/moment.tsx'
import { TimeLeftFull } from '../time/time-left-label.tsx'
import { cx } from '../ui/cx.ts'
import { useProjection } from './projection.ts'

/** Risk, time and what happens if nobody decides: read before the case, because they say how to read it. */
export function FactsStrip({ approval }: { readonly approval: ApprovalView }) {
  const { risk, due, open } = useProjection()
  const { heartbeat } = approval
  return (
    <dl className="mt-4 grid grid-cols-[auto_1fr] gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-[auto_1fr_1.35fr]">
      <Fact name="Risk">
        <RiskLabel risk={risk.level} />
      </Fact>
      <Fact name={open ? 'Due' : 'Was due'}>
        {due === null ? (
          'No deadline'
        ) : open ? (
          <TimeLeftFull dueAt={due.at} openedAt={approval.createdAt} />
        ) : (
          <Clock at={due.at} className="tabular" />
        )}
      </Fact>
      {open ? (
        <Fact name="If nobody decides" wide>
          {due === null ? 'The workflow keeps waiting.' : sentence(due.consequence)}
          {heartbeat?.mode === 'external' ? (
            <OutsideBeats seconds={heartbeat.seconds} lastAt={heartbeat.lastAt} />
          ) : null}
        </Fact>
      ) : (
        <Fact name="Ended" wide>
          <Ending />
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

function Ending() {
  const { decision, ended } = useProjection()
  if (decision)
    return (
      <>
        <span className="font-medium">{decision.sentence}</span>, <Ago at={decision.at} />
        {decision.reason ? <span className="block text-ink-2">{decision.reason}</span> : null}
      </>
    )
  return ended ? (
    <>
      <span className="font-medium">{ended.label}</span>, <Ago at={ended.at} />
    </>
  ) : null
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
