'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import type { PolicyView } from '@countersign/shared/policies'
import { type Backtest, type BacktestItem, backtest } from '@countersign/shared/policy-trials'
import Link from 'next/link'
import { useState } from 'react'
import { useCommand } from '../../api/use-command.ts'
import { Ago } from '../../time/moment.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Select } from '../../ui/select.tsx'
import { Status, type Tone } from '../../ui/status.tsx'

type Props = { readonly policy: PolicyView; readonly tried: object; readonly isEdited: boolean }

/** What the votes of the past would have decided under it. */
export function BacktestPanel({ policy, tried, isEdited }: Props) {
  const [days, setDays] = useState(30)
  const [own, setOwn] = useState(true)
  const run = useCommand<object, typeof backtest>(apiPath('policyBacktest'), backtest)
  return (
    <>
      <form
        aria-label="Backtest"
        className="flex flex-wrap items-end gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!run.isPending)
            run.mutate({ policy: tried, over: { days, limit: 500, ...(own ? { policy: policy.name } : {}) } })
        }}
      >
        <Field label="Decided in the last">
          <Select className="w-36" value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {[7, 30, 90].map((each) => (
              <option key={each} value={each}>
                {each} days
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Under">
          <Select
            className="w-48"
            value={own ? 'own' : 'all'}
            onChange={(event) => setOwn(event.target.value === 'own')}
          >
            <option value="own">this policy</option>
            <option value="all">any policy</option>
          </Select>
        </Field>
        <Button type="submit" tone="primary" disabledReason={run.isPending ? 'Reading…' : null}>
          Backtest{' '}
          {isEdited ? 'the edited text' : `version ${policy.waiting?.version.version ?? policy.currentVersion}`}
        </Button>
      </form>
      <div aria-live="polite" className="mt-6">
        <ProblemBanner error={run.error} title="It could not be backtested" />
        {run.data && !run.error ? (
          <Result result={run.data} />
        ) : run.error ? null : (
          <p className="max-w-[62ch] text-ink-2">
            The same people, the same votes, other rules: what would have been decided otherwise, by a rule, or not at
            all. Nothing is written.
          </p>
        )}
      </div>
    </>
  )
}

const KINDS: Readonly<Record<BacktestItem['kind'], { readonly words: string; readonly tone: Tone }>> = {
  unchanged: { words: 'Unchanged', tone: 'good' },
  otherwise: { words: 'Otherwise', tone: 'bad' },
  'by-rule': { words: 'By rule', tone: 'wait' },
  undecided: { words: 'Not decided', tone: 'warn' },
}

function Result({ result: { considered, complete, counts, items, notes } }: { readonly result: Backtest }) {
  if (considered === 0)
    return (
      <Banner tone="info" title="Nothing was decided in that time">
        Take more days, or any policy.
      </Banner>
    )
  return (
    <>
      <dl className="grid grid-cols-2 gap-2 md:grid-cols-4">
        {(['unchanged', 'otherwise', 'by-rule', 'undecided'] as const).map((kind) => (
          <div key={kind} className="rounded-lg border px-4 py-3">
            <dt className="text-ink-2 text-xs">{KINDS[kind].words}</dt>
            <dd className="font-semibold text-xl tabular">{counts[kind]}</dd>
          </div>
        ))}
      </dl>
      {complete ? null : <p className="mt-3 text-ink-2">The newest {considered} were looked at; there are more.</p>}
      {items.length === 0 ? (
        <p className="mt-4 text-ink-2">All {considered} would have been decided as they were.</p>
      ) : (
        <ul aria-label="What would have been" className="mt-4 overflow-hidden rounded-lg border">
          {items.map((item) => (
            <li
              key={item.approvalId}
              className="grid gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0 md:grid-cols-[7rem_1fr_6rem]"
            >
              <Status tone={KINDS[item.kind].tone}>{KINDS[item.kind].words}</Status>
              <span className="min-w-0">
                <Link href={webPaths.approval(item.approvalId)} className="font-medium text-accent-text wrap-anywhere">
                  {item.title}
                </Link>
                <span className="block text-ink-2 wrap-anywhere">
                  Was “{item.was}”, {item.team}. {item.sentence}
                </span>
              </span>
              <span className="text-ink-2 text-xs md:text-right">
                <Ago at={item.decidedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <ul className="mt-4 grid gap-1 text-ink-2 text-xs">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  )
}
