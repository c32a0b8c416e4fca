import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { ArrowUpRight, Check, CircleDashed, CircleDot, CircleHelp, TriangleAlert } from 'lucide-react'
import { Clock } from '../time/moment.tsx'
import { cx } from '../ui/cx.ts'
import { useProjection } from './projection.ts'
import { Section } from './section.tsx'

/** Who decides and in which order, what the policy looked at, and which stages it left out. One stage alone goes without saying. */
export function Stages({ approval }: { readonly approval: ApprovalView }) {
  const { votes, escalation } = useProjection()
  const { checks, skippedStages, stages } = approval
  if (votes.stages.length === 0 && checks.length === 0 && skippedStages.length === 0 && !escalation) return null
  return (
    <Section id="stages" title="Who decides" aside={`${approval.policy.name} v${approval.policy.version}`}>
      {votes.stages.length > 0 ? (
        <ol className="divide-y overflow-hidden rounded-lg border">
          {votes.stages.map((stage, index) => (
            <Stage key={stages[index]?.id ?? stage.name} {...stage} now={stages[index]?.state === 'now'} />
          ))}
        </ol>
      ) : null}
      {escalation ? (
        <p className="mt-2.5 flex items-start gap-2 text-ink-2">
          <ArrowUpRight className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="wrap-anywhere">
            {escalation.sentence} <Clock at={escalation.at} className="text-ink-3 tabular" />
          </span>
        </p>
      ) : null}
      {checks.length > 0 ? (
        <ul className="mt-3 grid gap-1.5">
          {checks.map((check) => (
            <PolicyCheck key={check.label} {...check} />
          ))}
        </ul>
      ) : null}
      {skippedStages.length > 0 ? (
        <details className="mt-3 text-ink-2">
          <summary className="cursor-pointer text-ink-3 text-xs">
            {skippedStages.length === 1 ? '1 stage is' : `${skippedStages.length} stages are`} not needed here
          </summary>
          <ul className="mt-1.5 grid gap-1">
            {skippedStages.map(({ id, name, sentence }) => (
              <li key={id} className="wrap-anywhere">
                <span className="font-medium">{reveal(name)}</span>: {reveal(sentence)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Section>
  )
}

type StageProps = {
  readonly name: string
  readonly done: boolean
  readonly sentence: string
  readonly now: boolean
}

function Stage({ name, done, sentence, now }: StageProps) {
  const Icon = done ? Check : now ? CircleDot : CircleDashed
  return (
    <li
      aria-current={now ? 'step' : undefined}
      className={cx('flex items-start gap-3 px-3.5 py-2.5', now && 'bg-sunken')}
    >
      <Icon
        className={cx('mt-0.5 size-4 shrink-0', done ? 'text-good' : now ? 'text-accent-text' : 'text-ink-3')}
        aria-hidden="true"
      />
      <span className="min-w-0 wrap-anywhere">
        <span className={cx('font-medium', !done && !now && 'text-ink-2')}>{name}</span>
        <span className="block text-ink-2">{sentence}</span>
      </span>
    </li>
  )
}

const RESULTS = {
  pass: { Icon: Check, colour: 'text-good', word: 'Passes' },
  warn: { Icon: TriangleAlert, colour: 'text-warn', word: 'Does not pass' },
  unknown: { Icon: CircleHelp, colour: 'text-ink-3', word: 'Unknown' },
} as const

function PolicyCheck({ label, result, sentence }: ApprovalView['checks'][number]) {
  const { Icon, colour, word } = RESULTS[result]
  return (
    <li className="flex items-start gap-2">
      <Icon className={cx('mt-0.5 size-3.5 shrink-0', colour)} aria-hidden="true" />
      <span className="min-w-0 wrap-anywhere">
        <span className="sr-only">{word}: </span>
        {reveal(label)}
        <code className="ml-2 font-mono text-ink-3 text-xs">{reveal(sentence)}</code>
      </span>
    </li>
  )
}
