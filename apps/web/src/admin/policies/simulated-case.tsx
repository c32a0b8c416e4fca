'use client'

import type { SimulatedStep, Simulation } from '@countersign/shared/policy-trials'
import { sayDuration } from '@countersign/shared/policy-wording'
import { useState } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { SimulatedStages } from './simulated-stages.tsx'

export type Vote = {
  readonly by: { readonly id: string; readonly name: string }
  readonly outcome: string
  readonly afterSeconds: number
}

type Props = {
  readonly result: Simulation
  readonly votes: readonly Vote[]
  readonly pending: boolean
  readonly onVotes: (votes: readonly Vote[]) => void
}

const WAITS = [0, 3_600, 14_400, 86_400, 259_200, 604_800]

export function SimulatedCase({ result, votes, pending, onVotes }: Props) {
  const [wait, setWait] = useState(0)
  const { checks, decision, deadline, standing, steps, warnings } = result
  const cast = (by: Vote['by'], outcome: string) =>
    onVotes([...votes, { by, outcome, afterSeconds: (votes.at(-1)?.afterSeconds ?? 0) + wait }])
  return (
    <div className="grid gap-6">
      {warnings.map((warning) => (
        <Banner key={warning} tone="warn" title={warning} />
      ))}
      <SimulatedStages result={result} onVote={pending || !standing ? null : cast} />
      {checks.length > 0 ? (
        <ul className="grid gap-1" aria-label="Checks">
          {checks.map(({ label, result: outcome, sentence }) => (
            <li key={label} className="flex flex-wrap items-baseline gap-x-3">
              <Status tone={outcome === 'pass' ? 'good' : 'warn'}>{label}</Status>
              <span className="text-ink-2 text-xs wrap-anywhere">
                {outcome === 'pass' ? 'passes: ' : outcome === 'warn' ? 'does not hold: ' : ''}
                {sentence}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <section>
        <div className="mb-2 flex flex-wrap items-end justify-between gap-3">
          <h2 className="font-semibold text-sm">What happens</h2>
          {votes.length > 0 ? (
            <div className="flex gap-2">
              <Button size="sm" disabledReason={pending ? 'Trying…' : null} onClick={() => onVotes(votes.slice(0, -1))}>
                Take back the last vote
              </Button>
              <Button size="sm" tone="ghost" disabledReason={pending ? 'Trying…' : null} onClick={() => onVotes([])}>
                Start over
              </Button>
            </div>
          ) : null}
        </div>
        {steps.length === 0 ? (
          <p className="text-ink-2">Nobody has voted yet. Press a vote above and see what it does.</p>
        ) : (
          <ol className="overflow-hidden rounded-lg border">
            {steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place
              <Step key={index} step={step} outcomes={result.outcomes} />
            ))}
          </ol>
        )}
        {standing ? (
          <div className="mt-3 max-w-56">
            <Field label="Before the next vote">
              <Select value={wait} onChange={(event) => setWait(Number(event.target.value))}>
                {WAITS.map((seconds) => (
                  <option key={seconds} value={seconds}>
                    {seconds === 0
                      ? 'no time passes'
                      : `${sayDuration(seconds)} pass${seconds === 3_600 || seconds === 86_400 ? 'es' : ''}`}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
        ) : null}
      </section>
      {decision ? (
        <Banner tone={decision.kind === 'success' ? 'good' : 'info'} title={`Decided: ${decision.label}`} live="status">
          By {decision.by.join(', ')}.{decision.error ? ` The workflow gets the error ${decision.error}.` : ''}
        </Banner>
      ) : standing ? (
        <Banner tone="info" title={`Waits for ${standing.asked.join(' or ')}`}>
          {standing.given} of {standing.needed} {standing.needed === 1 ? 'vote' : 'votes'} in the stage.
          {deadline ? ` ${deadline.afterwards}` : ''}
        </Banner>
      ) : null}
    </div>
  )
}

const RESULTS: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  counted: { words: 'Counts', tone: 'wait' },
  decided: { words: 'Decides', tone: 'good' },
  refused: { words: 'Refused', tone: 'bad' },
  escalated: { words: 'Escalated', tone: 'warn' },
  ruled: { words: 'By rule', tone: 'good' },
  expired: { words: 'Expired', tone: 'warn' },
}

function Step({ step, outcomes }: { readonly step: SimulatedStep; readonly outcomes: Simulation['outcomes'] }) {
  const { words, tone } = RESULTS[step.kind === 'vote' ? step.result : step.kind] ?? { words: step.kind, tone: 'off' }
  const label = step.kind === 'vote' ? (outcomes.find(({ id }) => id === step.outcome)?.label ?? step.outcome) : ''
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b px-4 py-2.5 last:border-b-0 md:grid-cols-[6rem_1fr]">
      <Status tone={tone}>{words}</Status>
      <span className="min-w-0 wrap-anywhere">
        {step.kind === 'vote' ? (
          <span className="font-medium">
            {step.by.name}
            {step.onBehalfOf ? ` for ${step.onBehalfOf.name}` : ''}: {label}.{' '}
          </span>
        ) : null}
        <span className="text-ink-2">{step.sentence}</span>
      </span>
    </li>
  )
}
