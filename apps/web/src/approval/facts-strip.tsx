import type { ApprovalView } from '@countersign/shared/views'
import type { ReactNode } from 'react'
import { RiskLabel } from '../inbox/risk.tsx'
import { Ago, Clock } from '../time/moment.tsx'
import { TimeLeftFull } from '../time/time-left-label.tsx'
import { reveal } from '../ui/hidden-characters.ts'

/** Risk, time and what happens if nobody decides: read before the case, because they say how to read it. */
export function FactsStrip({ approval }: { readonly approval: ApprovalView }) {
  const { deadline, status, heartbeat } = approval
  const open = status === 'pending'
  return (
    <dl className="mt-4 grid gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-[auto_1fr_1.35fr]">
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
      <Fact name={open ? 'If nobody decides' : 'Without a decision'}>
        {deadline === null ? 'The workflow keeps waiting.' : reveal(sentence(deadline.consequence))}
        {open && heartbeat?.mode === 'external' ? (
          <span className="block text-ink-3 text-xs">
            Kept alive from outside every {heartbeat.seconds} s
            {heartbeat.lastAt ? (
              <>
                , last <Ago at={heartbeat.lastAt} />
              </>
            ) : (
              ', nothing heard yet'
            )}
          </span>
        ) : null}
      </Fact>
    </dl>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="bg-surface px-3.5 py-2.5">
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="mt-0.5 wrap-anywhere">{children}</dd>
  </div>
)

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
