'use client'

import { apiPath } from '@countersign/shared/paths'
import { type Preferences, type PreferencesView, preferencesView } from '@countersign/shared/preferences'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mySlackQuery, preferencesQuery } from '../api/my-queries.ts'
import { useCommand } from '../api/use-command.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { INPUT } from '../ui/field.tsx'
import { Loaded } from '../ui/loading.tsx'
import { ProblemBanner } from '../ui/problem-banner.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { SettingRow } from './browser-settings.tsx'
import { clockOf, minutesOf, zonesWith } from './minutes.ts'

export function NotificationSettings() {
  const query = useQuery(preferencesQuery)
  return (
    <Loaded query={query} what="preferences">
      {(stored) => <NotificationForm stored={stored} />}
    </Loaded>
  )
}

const TIME = cx(INPUT, 'w-32! tabular max-md:w-34!')
const DEFAULT_QUIET = { from: 20 * 60, until: 7 * 60 } as const

function NotificationForm({ stored }: { readonly stored: PreferencesView }) {
  const client = useQueryClient()
  const linked = useQuery(mySlackQuery).data?.links.length ?? 0
  const { emailAddress, emailEnabled, ...kept } = stored
  const [draft, setDraft] = useState<Preferences>(kept)
  const change = (part: Partial<Preferences>) => setDraft((before) => ({ ...before, ...part }))
  const save = useCommand<Preferences, typeof preferencesView>(apiPath('myPreferences'), preferencesView, (view) =>
    client.setQueryData(preferencesQuery.queryKey, view),
  )
  const same = JSON.stringify(draft) === JSON.stringify(kept)
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!same && !save.isPending) save.mutate(draft)
      }}
    >
      <div className="divide-y rounded-lg border px-4">
        <SettingRow title="E-mail" text={emailWords(emailAddress, emailEnabled)}>
          <Segmented
            label="E-mail"
            value={draft.email}
            options={[
              { value: 'each', label: 'Each' },
              { value: 'digest', label: 'Daily digest' },
              { value: 'off', label: 'Off' },
            ]}
            onChange={(email) => change({ email })}
          />
        </SettingRow>
        <SettingRow
          title="Slack"
          text={
            linked > 0
              ? 'Direct messages for requests, reminders and outcomes. Your team’s channel is not affected.'
              : 'Counts once your Slack account is linked, below. Your team’s channel is not affected.'
          }
        >
          <Segmented
            label="Slack"
            value={draft.slack}
            options={[
              { value: 'each', label: 'Each' },
              { value: 'off', label: 'Off' },
            ]}
            onChange={(slack) => change({ slack })}
          />
        </SettingRow>
        <SettingRow title="Digest" text="When the daily digest comes, and when what you snooze until tomorrow wakes.">
          <input
            type="time"
            aria-label="Time of the digest"
            required
            value={clockOf(draft.digestAt)}
            onChange={(event) => change({ digestAt: minutesOf(event.target.value) ?? draft.digestAt })}
            className={TIME}
          />
        </SettingRow>
        <SettingRow
          title="Quiet hours"
          text="Everything but escalations waits until they end. The approval itself waits for nobody."
        >
          <div className="flex flex-wrap items-center gap-2">
            {draft.quiet ? (
              <>
                <input
                  type="time"
                  aria-label="Quiet from"
                  required
                  value={clockOf(draft.quiet.from)}
                  onChange={(event) => {
                    const from = minutesOf(event.target.value)
                    if (from !== null && draft.quiet) change({ quiet: { ...draft.quiet, from } })
                  }}
                  className={TIME}
                />
                <span className="text-ink-3">to</span>
                <input
                  type="time"
                  aria-label="Quiet until"
                  required
                  value={clockOf(draft.quiet.until)}
                  onChange={(event) => {
                    const until = minutesOf(event.target.value)
                    if (until !== null && draft.quiet) change({ quiet: { ...draft.quiet, until } })
                  }}
                  className={TIME}
                />
              </>
            ) : null}
            <Segmented
              label="Quiet hours"
              value={draft.quiet ? 'on' : 'off'}
              options={[
                { value: 'on', label: 'On' },
                { value: 'off', label: 'Off' },
              ]}
              onChange={(value) => change({ quiet: value === 'on' ? DEFAULT_QUIET : null })}
            />
          </div>
        </SettingRow>
        <SettingRow
          title="Time zone"
          text={
            here === draft.timeZone ? (
              'The zone of these times. It is this browser’s.'
            ) : (
              <>
                The zone of these times. This browser is in {here}.{' '}
                <button
                  type="button"
                  onClick={() => change({ timeZone: here })}
                  className="font-medium text-accent-text underline underline-offset-2 max-md:min-h-11"
                >
                  Use it
                </button>
              </>
            )
          }
        >
          <Select
            aria-label="Time zone"
            value={draft.timeZone}
            onChange={(event) => change({ timeZone: event.target.value })}
            className="w-60"
          >
            {zonesWith(draft.timeZone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        </SettingRow>
      </div>
      {save.isError ? (
        <div className="mt-3">
          <ProblemBanner error={save.error} title="Nothing was saved" />
        </div>
      ) : null}
      <div className="mt-4 flex items-center gap-3">
        <Button
          type="submit"
          tone="primary"
          disabledReason={save.isPending ? 'Saving…' : same ? 'Nothing has changed.' : null}
        >
          Save
        </Button>
        <p role="status" className="text-ink-2">
          {same && save.isSuccess ? 'Saved' : same ? '' : 'Not saved yet'}
        </p>
      </div>
    </form>
  )
}

function emailWords(address: string | null, enabled: boolean): string {
  if (!enabled) return 'This installation sends no mail. Your wish is kept for when it does.'
  return address === null ? 'The directory has no address of yours, so no mail is sent.' : `To ${address}.`
}
