'use client'

import type { SimulatedStage, Simulation } from '@countersign/shared/policy-trials'
import { sayDuration } from '@countersign/shared/policy-wording'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Status } from '../../ui/status.tsx'

type Props = {
  readonly result: Simulation
  /** `null`: there is nothing to vote on at this moment. */
  readonly onVote: ((by: { readonly id: string; readonly name: string }, outcome: string) => void) | null
}

/** People of a stage that are shown; a team of hundreds is no list. */
const MAX_SHOWN = 12

export function SimulatedStages({ result, onVote }: Props) {
  const { stages, skipped, standing, decision } = result
  const now = stages.findIndex(({ id }) => id === standing?.stage)
  return (
    <section>
      <h2 className="mb-2 font-semibold text-sm">Who decides, in this order</h2>
      <ol className="grid gap-2">
        {stages.map((stage, index) => {
          const isNow = index === now
          const passed = standing ? index < now : decision?.kind === 'success' && result.steps[0]?.kind !== 'ruled'
          return (
            <li
              key={stage.id}
              className={cx('rounded-lg border px-4 py-3', isNow && 'border-accent-text bg-canvas')}
              aria-current={isNow ? 'step' : undefined}
            >
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3 className="font-semibold">
                  {index + 1}. {stage.name}
                </h3>
                <Status tone={isNow ? 'wait' : passed ? 'good' : 'off'}>
                  {isNow
                    ? `${standing?.given} of ${standing?.needed}`
                    : passed
                      ? 'Passed'
                      : standing
                        ? 'Later'
                        : 'Not asked'}
                </Status>
              </div>
              <p className="text-ink-2">
                {stage.needed} {stage.because ?? ''}
              </p>
              <Escalation stage={stage} />
              <Voters stage={stage} outcomes={result.outcomes} onVote={isNow ? onVote : null} />
            </li>
          )
        })}
        {skipped.map(({ id, name, sentence }) => (
          <li key={id} className="rounded-lg border border-dashed px-4 py-2 text-ink-2">
            <span className="font-medium">{name}.</span> {sentence}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Escalation({ stage: { escalation } }: { readonly stage: SimulatedStage }) {
  if (!escalation) return null
  return (
    <p className="text-ink-2">
      After {sayDuration(escalation.afterSeconds)} {escalation.to} may answer too.
    </p>
  )
}

type VotersProps = {
  readonly stage: SimulatedStage
  readonly outcomes: Simulation['outcomes']
  readonly onVote: Props['onVote']
}

function Voters({ stage, outcomes, onVote }: VotersProps) {
  const { may, barred, systems } = stage
  return (
    <ul aria-label={`Voters of ${stage.name}`} className="mt-2 grid gap-1.5">
      {may.slice(0, MAX_SHOWN).map(({ id, name, onBehalfOf }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 flex-1 basis-40 wrap-anywhere">
            {name}
            {onBehalfOf ? <span className="text-ink-2"> for {onBehalfOf.name}</span> : null}
          </span>
          {onVote ? (
            <span className="flex flex-wrap gap-1.5">
              {outcomes.map((outcome) => (
                <Button key={outcome.id} size="sm" onClick={() => onVote({ id, name }, outcome.id)}>
                  {outcome.label}
                  <span className="sr-only"> as {name}</span>
                </Button>
              ))}
            </span>
          ) : null}
        </li>
      ))}
      {may.length > MAX_SHOWN ? <li className="text-ink-2">and {may.length - MAX_SHOWN} more people</li> : null}
      {systems.map((name) => (
        <li key={name}>
          {name} <span className="text-ink-2">(outside system)</span>
        </li>
      ))}
      {barred.map(({ id, name, sentence }) => (
        <li key={id} className="text-ink-2 wrap-anywhere">
          <s>{name}</s> reads: “{sentence}”
        </li>
      ))}
    </ul>
  )
}
