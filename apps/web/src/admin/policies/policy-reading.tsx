'use client'

import type { PolicyView } from '@countersign/shared/policies'
import { type Demands, type PolicyDocument, type PolicyStage, wantsReveal } from '@countersign/shared/policy-document'
import { joined, sayDuration, sentenceOfRule, wordedRule } from '@countersign/shared/policy-wording'
import type { Risk } from '@countersign/shared/statuses'
import { RISK_WORDING } from '@countersign/shared/wording'
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Part } from '../../ui/page.tsx'

type Names = (kind: 'team' | 'person' | 'integration', id: string) => string

/** A policy as people read it. */
export function PolicyReading({ policy }: { readonly policy: PolicyView }) {
  const { document } = policy.current
  const nameOf: Names = (kind, id) => policy.names[`${kind}:${id}`] ?? id
  const { rules, checks, exclude, outcomes, expires, calendar, remindAfterSeconds, newAttempt } = document
  return (
    <>
      <Part title="Stages" description="In order; each one that applies has to be passed.">
        <ol className="grid gap-2 md:auto-cols-fr md:grid-flow-col md:gap-0">
          {document.stages.map((stage, index) => (
            <li key={stage.id} className="flex min-w-0 items-stretch max-md:flex-col">
              <Stage stage={stage} nameOf={nameOf} number={index + 1} />
              {index < document.stages.length - 1 ? (
                <ArrowRight
                  aria-hidden="true"
                  className="mx-1.5 my-auto size-4 shrink-0 text-ink-3 max-md:mx-auto max-md:mt-2 max-md:rotate-90"
                />
              ) : null}
            </li>
          ))}
        </ol>
      </Part>
      {rules.length > 0 ? (
        <Part title="Decides by itself" description="The first that holds decides, and nobody is asked.">
          <Lines>
            {rules.map(({ id, name, when, decide }) => (
              <li key={id}>
                {name}: “{decide}” when <Cel>{when}</Cel>
              </li>
            ))}
          </Lines>
        </Part>
      ) : null}
      {checks.length > 0 ? (
        <Part title="Checks" description="Shown to whoever decides: passed, or worth a look.">
          <Lines>
            {checks.map(({ label, pass }) => (
              <li key={label}>
                {label}: <Cel>{pass}</Cel>
              </li>
            ))}
          </Lines>
        </Part>
      ) : null}
      <Part title="What holds for every vote">
        <Lines>
          <li>
            {exclude.length === 0
              ? 'Nobody is kept from deciding by their part in the case.'
              : `Kept from deciding: the ${joined([...exclude], 'and')}, and whoever acts for them.`}
          </li>
          {(['low', 'medium', 'high'] as const).map((risk) => (
            <li key={risk}>{sentenceOfDemands(risk, document.demands[risk])}</li>
          ))}
          {outcomes ? <li>Only these outcomes: {outcomes.map(({ label }) => label).join(', ')}.</li> : null}
          {document.minimumRisk === 'low' ? null : (
            <li>Every case counts as {RISK_WORDING[document.minimumRisk].label.toLowerCase()} at least.</li>
          )}
          <li>
            {newAttempt === 'ask-again'
              ? 'When the task is retried, everybody is asked again.'
              : 'When the task is retried with the same case, votes count on.'}
          </li>
        </Lines>
      </Part>
      {expires || calendar || remindAfterSeconds.length > 0 ? (
        <Part title="Time">
          <Lines>
            {remindAfterSeconds.length > 0 ? (
              <li>Reminds after {joined(remindAfterSeconds.map(sayDuration), 'and')} in a stage.</li>
            ) : null}
            {expires ? <li>{sentenceOfExpiry(expires)}</li> : null}
            {calendar ? (
              <li>
                Reminders and escalation count {calendar.from}–{calendar.to} on {daysOf(calendar.days)} in{' '}
                {calendar.timeZone}; the deadline of the task never waits.
              </li>
            ) : null}
          </Lines>
        </Part>
      ) : null}
    </>
  )
}

type StageProps = { readonly stage: PolicyStage; readonly nameOf: Names; readonly number: number }

function Stage({ stage, nameOf, number }: StageProps) {
  const { name, when, require, reject, escalate } = stage
  const to = escalate && [
    ...escalate.to.teams.map((id) => nameOf('team', id)),
    ...escalate.to.people.map((id) => nameOf('person', id)),
    ...escalate.to.integrations.map((id) => nameOf('integration', id)),
  ]
  return (
    <div className="min-w-0 flex-1 rounded-lg border px-3.5 py-3">
      <p className="text-ink-3 text-xs">Stage {number}</p>
      <h3 className="font-semibold wrap-anywhere">{name}</h3>
      <p className="mt-1 text-ink-2">{sentenceOfRule(wordedRule(require, nameOf, 'the team that is asked'))}.</p>
      {when ? (
        <p className="mt-1 text-ink-2">
          Only when <Cel>{when}</Cel>
        </p>
      ) : null}
      {reject.votes > 1 ? <p className="mt-1 text-ink-2">{reject.votes} votes against end it.</p> : null}
      {escalate && to ? (
        <p className="mt-1 text-ink-2">
          After {sayDuration(escalate.afterSeconds)} {joined(to, 'and')} may answer too.
        </p>
      ) : null}
    </div>
  )
}

const Lines = ({ children }: { readonly children: ReactNode }) => (
  <ul className="grid list-disc gap-1.5 pl-4 text-ink-2 marker:text-ink-3">{children}</ul>
)

const Cel = ({ children }: { readonly children: string }) => (
  <code className="rounded bg-sunken px-1 py-0.5 font-mono text-ink text-xs wrap-anywhere">{children}</code>
)

function sentenceOfDemands(risk: Risk, demands: Demands): string {
  const { comment, reason, evidence, signedInWithinMinutes, bulk, chat } = demands
  const asks = [
    comment === 'always' ? 'a comment' : comment === 'on-failure' ? 'a comment with a no' : '',
    reason ? 'a reason with a no' : '',
    evidence ? 'the evidence opened' : '',
    wantsReveal(demands) ? 'what is hidden revealed' : '',
    signedInWithinMinutes === null ? '' : `a sign-in of the last ${signedInWithinMinutes} minutes`,
    bulk ? '' : 'one decision at a time',
    chat ? '' : 'the inbox, not Slack',
  ].filter(Boolean)
  return `${RISK_WORDING[risk].label}: ${asks.length === 0 ? 'nothing more than the vote' : joined(asks, 'and')}.`
}

function sentenceOfExpiry({ afterSeconds, answer }: NonNullable<PolicyDocument['expires']>): string {
  const after = `After ${sayDuration(afterSeconds)} without a decision`
  switch (answer.kind) {
    case 'time-out':
      return `${after} nobody may decide any more, and the task times out by itself.`
    case 'fail':
      return `${after} the workflow is answered with the error ${answer.error}.`
    case 'succeed':
      return `${after} the workflow is answered “${answer.outcome}”, although nobody decided it.`
  }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const daysOf = (days: readonly number[]): string =>
  [...days].sort().join() === '1,2,3,4,5'
    ? 'working days'
    : joined(
        days.map((day) => DAYS[day - 1] ?? ''),
        'and',
      )
