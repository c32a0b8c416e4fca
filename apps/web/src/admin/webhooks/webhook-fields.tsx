'use client'

import type { WebhookFormat } from '@countersign/shared/channels'
import { EVENT_TYPES } from '@countersign/shared/events'
import type { WebhookView } from '@countersign/shared/webhooks'
import { fieldError } from '../../api/field-error.ts'
import { Choices } from '../../ui/choices.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { namesIn, namesOut } from '../names.ts'
import { useTeamOptions } from '../use-team-options.ts'

export type WebhookDraft = {
  readonly name: string
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly teams: readonly string[]
  readonly policies: string
  readonly format: WebhookFormat
}

export const EMPTY_WEBHOOK: WebhookDraft = {
  name: '',
  url: '',
  eventTypes: [],
  teams: [],
  policies: '',
  format: 'standard',
}

export const webhookDraft = ({ name, url, eventTypes, teams, policies, format }: WebhookView): WebhookDraft => ({
  name,
  url,
  eventTypes,
  teams,
  policies: namesOut(policies),
  format,
})

/** What both creating and changing send. */
export const webhookPart = (draft: WebhookDraft) => ({
  ...draft,
  name: draft.name.trim(),
  url: draft.url.trim(),
  policies: namesIn(draft.policies),
})

export const missingIn = (draft: WebhookDraft): string | null =>
  draft.name.trim() === '' ? 'Give it a name.' : draft.url.trim() === '' ? 'Give the address to call.' : null

const EVENTS = EVENT_TYPES.map((type) => ({ value: type, label: type }))

type Props = {
  readonly draft: WebhookDraft
  readonly onChange: (part: Partial<WebhookDraft>) => void
  readonly error: unknown
}

export function WebhookFields({ draft, onChange, error }: Props) {
  const teams = useTeamOptions(draft.teams)
  return (
    <div className="grid max-w-2xl gap-5">
      <Field label="Name" error={fieldError(error, '/name', 'name-taken')}>
        <input
          value={draft.name}
          maxLength={80}
          required
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
          placeholder="Data warehouse"
          className={INPUT}
        />
      </Field>
      <Field
        label="Address"
        hint="Public addresses over https, unless this installation allows others."
        error={fieldError(error, '/url', 'destination-refused')}
      >
        <input
          type="url"
          value={draft.url}
          required
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ url: event.target.value })}
          placeholder="https://hooks.example.com/countersign"
          className={INPUT}
        />
      </Field>
      <Choices
        label="Events"
        hint={draft.eventTypes.length === 0 ? 'None chosen: every event.' : 'Only these.'}
        error={fieldError(error, '/eventTypes')}
        options={EVENTS}
        chosen={draft.eventTypes}
        onChange={(eventTypes) => onChange({ eventTypes })}
      />
      <Choices
        label="Teams"
        hint={draft.teams.length === 0 ? 'None chosen: every team.' : 'Only these.'}
        error={fieldError(error, '/teams', 'unknown-team')}
        options={teams}
        chosen={draft.teams}
        onChange={(chosen) => onChange({ teams: chosen })}
      />
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
      <div>
        <p className="mb-1.5 font-medium">Format</p>
        <div className="flex">
          <Segmented
            label="Format"
            value={draft.format}
            options={[
              { value: 'standard', label: 'Standard Webhooks' },
              { value: 'cloudevents', label: 'CloudEvents 1.0' },
            ]}
            onChange={(format) => onChange({ format })}
          />
        </div>
        <p className="mt-1.5 text-ink-2 text-xs">
          The same event and the same signature headers; CloudEvents wraps it in its envelope.
        </p>
      </div>
    </div>
  )
}
