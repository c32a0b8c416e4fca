'use client'

import { apiPath } from '@countersign/shared/paths'
import type { PolicyView } from '@countersign/shared/policies'
import { type Simulation, simulation } from '@countersign/shared/policy-trials'
import { RISKS, type Risk } from '@countersign/shared/statuses'
import { RISK_WORDING } from '@countersign/shared/wording'
import { useState } from 'react'
import { fieldError } from '../../api/field-error.ts'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../inbox/me.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, INPUT, TEXTAREA } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Select } from '../../ui/select.tsx'
import { parseBody } from '../integrations/parse-body.ts'
import { SimulatedCase, type Vote } from './simulated-case.tsx'

type Props = {
  readonly policy: PolicyView
  /** What is tried out: the stored policy, or the text that is being edited. */
  readonly tried: object
  readonly isEdited: boolean
}

const EXAMPLE = '{\n  "amount": 1240\n}'

/** A made-up case; whoever may vote can be made to, and what follows is what would follow. Nothing is recorded. */
export function SimulatePanel({ policy, tried, isEdited }: Props) {
  const me = useMe()
  const teams = [...new Map([...policy.teams, ...me.teams].map((team) => [team.id, team])).values()]
  const [team, setTeam] = useState(teams[0]?.id ?? '')
  const [risk, setRisk] = useState<Risk>('medium')
  const [asker, setAsker] = useState('')
  const [payload, setPayload] = useState(EXAMPLE)
  const [votes, setVotes] = useState<readonly Vote[]>([])
  const run = useCommand<object, typeof simulation>(apiPath('policySimulation'), simulation)
  const body = parseBody(payload.trim() || 'null')

  const start = (cast: readonly Vote[]) => {
    if (body.kind !== 'json') return
    setVotes(cast)
    const requestedBy = asker.trim() ? { requestedBy: { id: asker.trim(), name: asker.trim() } } : {}
    run.mutate({
      policy: tried,
      case: { title: 'A made-up case', team, risk, ...requestedBy, case: { payload: body.value } },
      votes: cast.map(({ by, outcome, afterSeconds }) => ({ by: by.id, outcome, afterSeconds })),
    })
  }

  return (
    <div className="grid gap-8 wide:grid-cols-[20rem_1fr]">
      <form
        aria-label="A case"
        className="grid content-start gap-4 rounded-lg border bg-canvas p-4"
        onSubmit={(event) => {
          event.preventDefault()
          start([])
        }}
      >
        {isEdited ? (
          <Banner tone="info" title="The text you are editing">
            It is tried out as it stands under Edit; nothing is saved.
          </Banner>
        ) : null}
        <Field label="Team that is asked" error={fieldError(run.error, '/case/team')}>
          <Select value={team} onChange={(event) => setTeam(event.target.value)}>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Risk">
          <Select value={risk} onChange={(event) => setRisk(event.target.value as Risk)}>
            {RISKS.map((each) => (
              <option key={each} value={each}>
                {RISK_WORDING[each].label}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label="Who asked (optional)"
          hint="A user id or issuer|subject, as the workflow would name them."
          error={fieldError(run.error, '/case/requestedBy')}
        >
          <input
            value={asker}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            placeholder="usr_…"
            className={INPUT}
            onChange={(event) => setAsker(event.target.value)}
          />
        </Field>
        <Field
          label="Payload"
          error={body.kind === 'wrong' ? body.sentence : fieldError(run.error, '/case/case')}
          hint={
            <>
              Conditions read it as <code className="font-mono">payload</code>.
            </>
          }
        >
          <textarea
            value={payload}
            rows={Math.min(14, Math.max(5, payload.split('\n').length))}
            spellCheck={false}
            autoComplete="off"
            className={`${TEXTAREA} font-mono text-xs leading-5`}
            onChange={(event) => setPayload(event.target.value)}
          />
        </Field>
        <div>
          <Button
            type="submit"
            tone="primary"
            disabledReason={
              run.isPending
                ? 'Trying…'
                : body.kind === 'json'
                  ? null
                  : 'The payload has to be JSON before it can be tried.'
            }
          >
            Simulate
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="min-w-0">
        <ProblemBanner error={run.error} title="It could not be simulated" />
        {run.data && !run.error ? (
          <SimulatedCase result={run.data as Simulation} votes={votes} pending={run.isPending} onVotes={start} />
        ) : run.error ? null : (
          <p className="max-w-[58ch] text-ink-2">
            Who has to decide such a case, in which order, and what each vote would do. The functions that judge real
            votes judge these; nothing is recorded.
          </p>
        )}
      </div>
    </div>
  )
}
