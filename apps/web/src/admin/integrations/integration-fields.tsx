'use client'

import type { IntegrationRequest, IntegrationView } from '@countersign/shared/integrations'
import { fieldError } from '../../api/field-error.ts'
import { Check, Choices } from '../../ui/choices.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { namesIn, namesOut } from '../names.ts'
import { useTeamOptions } from '../use-team-options.ts'

export type IntegrationDraft = {
  readonly name: string
  readonly teams: readonly string[]
  readonly policies: string
  readonly outcomes: string
  readonly heartbeats: boolean
  readonly forwardUrl: string
}

export const EMPTY_INTEGRATION: IntegrationDraft = {
  name: '',
  teams: [],
  policies: '',
  outcomes: '',
  heartbeats: false,
  forwardUrl: '',
}

export const integrationDraft = (view: IntegrationView): IntegrationDraft => ({
  name: view.name,
  teams: view.teams,
  policies: namesOut(view.policies),
  outcomes: namesOut(view.outcomes),
  heartbeats: view.heartbeats,
  forwardUrl: view.forward?.url ?? '',
})

/** What both creating and changing send. */
export const integrationPart = (draft: IntegrationDraft) => ({
  name: draft.name.trim(),
  teams: draft.teams as IntegrationRequest['teams'],
  policies: namesIn(draft.policies),
  outcomes: namesIn(draft.outcomes),
  heartbeats: draft.heartbeats,
})

type Props = {
  readonly draft: IntegrationDraft
  readonly onChange: (part: Partial<IntegrationDraft>) => void
  readonly error: unknown
}

/** Its name, what it may answer, and where new approvals go. */
export function IntegrationFields({ draft, onChange, error }: Props) {
  const teams = useTeamOptions(draft.teams)
  return (
    <div className="grid max-w-2xl gap-5">
      <Field label="Name" hint="Its votes are signed with this name." error={fieldError(error, '/name', 'name-taken')}>
        <input
          value={draft.name}
          maxLength={80}
          required
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
          placeholder="Change board"
          className={INPUT}
        />
      </Field>
      <Choices
        label="Teams"
        hint="Whose approvals it may answer."
        error={fieldError(error, '/teams', 'unknown-team')}
        options={teams}
        chosen={draft.teams}
        onChange={(chosen) => onChange({ teams: chosen })}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Policies (optional)"
          hint="Names with commas between them. Empty: every policy."
          error={fieldError(error, '/policies', 'unknown-policy')}
        >
          <input
            value={draft.policies}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ policies: event.target.value })}
            placeholder="refunds, payouts"
            className={INPUT}
          />
        </Field>
        <Field
          label="Outcomes (optional)"
          hint="What it may answer. Empty: every outcome."
          error={fieldError(error, '/outcomes')}
        >
          <input
            value={draft.outcomes}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ outcomes: event.target.value })}
            placeholder="reject"
            className={INPUT}
          />
        </Field>
      </div>
      <Field
        label="Forward new approvals to (optional)"
        hint="A signed webhook with the address for the answer. Without it, the other system learns that address in its own way."
        error={fieldError(error, '/forwardUrl', 'destination-refused')}
      >
        <input
          type="url"
          value={draft.forwardUrl}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ forwardUrl: event.target.value })}
          placeholder="https://change.example.com/hooks/countersign"
          className={INPUT}
        />
      </Field>
      <Check
        label="It may send heartbeats"
        hint="For tasks whose outside system must show that it is still working."
        checked={draft.heartbeats}
        onChange={(heartbeats) => onChange({ heartbeats })}
      />
    </div>
  )
}
