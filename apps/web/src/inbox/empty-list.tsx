import { Button } from '../ui/button.tsx'
import { type Filters, isFiltered, VIEW_LABELS } from './views.ts'

type Props = {
  readonly filters: Filters
  readonly onClear: () => void
  readonly onShowAll: () => void
  readonly teamNames: string
  readonly role: 'reviewer' | 'admin' | 'auditor'
}

/** An empty list says why it is empty and where to look instead. */
export function EmptyList({ filters, onClear, onShowAll, teamNames, role }: Props) {
  if (isFiltered(filters))
    return (
      <Words
        title="Nothing matches"
        text={`No approval in “${VIEW_LABELS[filters.view]}” matches ${describe(filters)}.`}
      >
        <Button onClick={onClear}>Clear the filter</Button>
      </Words>
    )
  switch (filters.view) {
    case 'waiting':
      return teamNames === '' ? (
        <Words
          title="No queue is yours"
          text={
            role === 'auditor'
              ? 'Auditors read everything and decide nothing.'
              : 'You are in no team yet, so nothing can wait for you.'
          }
        >
          <Button onClick={onShowAll}>Show all open</Button>
        </Words>
      ) : (
        <Words title="All clear" text={`Nothing waits for ${teamNames}. New questions appear here by themselves.`}>
          <Button onClick={onShowAll}>Show all open</Button>
        </Words>
      )
    case 'snoozed':
      return (
        <Words title="Nothing is asleep" text="What you snooze (H) waits here until its time, and then comes back." />
      )
    case 'all':
      return <Words title="Nothing is open" text="No workflow is waiting for a person right now." />
    case 'asked':
      return (
        <Words
          title="You have asked for nothing"
          text="Approvals that workflows request in your name appear here, open and decided."
        />
      )
    case 'done':
      return (
        <Words
          title="Nothing has been decided yet"
          text="Decisions, expiries and withdrawals are kept here, with what the workflow then did."
        />
      )
  }
}

function Words({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: string
  readonly children?: React.ReactNode
}) {
  return (
    <div role="status" className="px-6 pt-16 pb-10">
      <p className="font-semibold text-base">{title}</p>
      <p className="mt-1 max-w-[34ch] text-ink-2 wrap-anywhere">{text}</p>
      {children ? <div className="mt-4">{children}</div> : null}
    </div>
  )
}

function describe({ q, team, status }: Filters): string {
  return [q.trim() ? `“${q.trim()}”` : '', team ? `team ${team}` : '', status ? `status ${status}` : '']
    .filter(Boolean)
    .join(', ')
}
