'use client'

import { apiPath } from '@countersign/shared/paths'
import { type PolicyView, teamPolicyView } from '@countersign/shared/policies'
import { useQueryClient } from '@tanstack/react-query'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../inbox/me.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'

/** Whose default it is, and whose it can become. A team always has one, so it is taken and never given up. */
export function PolicyTeams({ policy }: { readonly policy: PolicyView }) {
  const { teams } = useMe()
  const others = teams.filter(({ id }) => !policy.teams.some((team) => team.id === id))
  return (
    <>
      <p className="mb-4 max-w-[68ch] text-ink-2">
        A team's default counts for approvals whose workflow names no policy, from the next registration on.
      </p>
      <ul aria-label="Teams" className="max-w-2xl overflow-hidden rounded-lg border">
        {policy.teams.map(({ id, name }) => (
          <li key={id} className="flex min-h-12 items-center justify-between gap-4 border-b px-4 py-2 last:border-b-0">
            <span className="font-medium">{name}</span>
            <span className="text-ink-2">its default</span>
          </li>
        ))}
        {others.map((team) => (
          <Other key={team.id} policy={policy} team={team} />
        ))}
      </ul>
    </>
  )
}

type OtherProps = { readonly policy: PolicyView; readonly team: { readonly id: string; readonly name: string } }

function Other({ policy, team: { id, name } }: OtherProps) {
  const client = useQueryClient()
  const set = useCommand<object, typeof teamPolicyView>(apiPath('teamPolicy', { id }), teamPolicyView, () => {
    void client.invalidateQueries({ queryKey: ['policy'] })
    void client.invalidateQueries({ queryKey: ['policies'] })
  })
  return (
    <li className="border-b px-4 py-2 last:border-b-0">
      <div className="flex min-h-8 items-center justify-between gap-4">
        <span className="font-medium">{name}</span>
        <Button
          size="sm"
          disabledReason={set.isPending ? 'One moment…' : null}
          onClick={() => set.mutate({ policy: policy.name })}
        >
          Make it the default
          <span className="sr-only"> of {name}</span>
        </Button>
      </div>
      <ProblemBanner error={set.error} title="It was not changed" />
    </li>
  )
}
