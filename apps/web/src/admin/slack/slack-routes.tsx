'use client'

import { apiPath } from '@countersign/shared/paths'
import { type SlackView, slackView } from '@countersign/shared/slack'
import { useQueryClient } from '@tanstack/react-query'
import { Hash, X } from 'lucide-react'
import { useState } from 'react'
import { fieldError } from '../../api/field-error.ts'
import { slackQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Select } from '../../ui/select.tsx'

/** Which team's approvals go to which channel; saving asks Slack whether the app is in it. */
export function SlackRoutes({ slack }: { readonly slack: SlackView }) {
  const client = useQueryClient()
  const keep = (view: SlackView) => client.setQueryData(slackQuery.queryKey, view)
  const remove = useCommand<{ team: string; workspaceId: string }, typeof slackView>(
    apiPath('slackRouteRemoval'),
    slackView,
    keep,
  )
  const { routes, workspaces } = slack
  const many = workspaces.length > 1
  return (
    <>
      {routes.length > 0 ? (
        <ul className="mb-4 divide-y rounded-lg border">
          {routes.map(({ team, workspaceId, channelId, channelName }) => (
            <li key={`${team.id} ${workspaceId}`} className="flex items-center gap-x-4 px-4 py-1.5">
              <span className="w-40 shrink-0 truncate font-medium max-sm:w-28">{team.name}</span>
              <span className="flex min-w-0 flex-1 items-center gap-1.5">
                <Hash className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
                <span className="truncate">{channelName}</span>
                <code className="font-mono text-ink-3 text-xs max-sm:hidden">{channelId}</code>
                {many ? (
                  <span className="truncate text-ink-3 text-xs max-sm:hidden">
                    {workspaces.find(({ id }) => id === workspaceId)?.name ?? workspaceId}
                  </span>
                ) : null}
              </span>
              <IconButton
                label={`Stop sending ${team.name} to ${channelName}`}
                disabledReason={remove.isPending ? 'One moment…' : null}
                onClick={() => remove.mutate({ team: team.id, workspaceId })}
              >
                <X className="size-4" aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mb-4 empty:hidden">
        <ProblemBanner error={remove.error} title="The channel was not removed" />
      </div>
      <NewRoute slack={slack} onSaved={keep} />
    </>
  )
}

type NewProps = { readonly slack: SlackView; readonly onSaved: (view: SlackView) => void }

function NewRoute({ slack: { teams, workspaces }, onSaved }: NewProps) {
  const live = workspaces.filter(({ removedAt }) => removedAt === null)
  const [team, setTeam] = useState(teams[0]?.id ?? '')
  const [workspaceId, setWorkspaceId] = useState<string>(live[0]?.id ?? '')
  const [channelId, setChannelId] = useState('')
  const save = useCommand<{ team: string; workspaceId: string; channelId: string }, typeof slackView>(
    apiPath('slackRoutes'),
    slackView,
    (view) => {
      setChannelId('')
      onSaved(view)
    },
  )
  const wrong = fieldError(save.error, '/channelId', 'channel-refused')
  const missing = live.length === 0 ? 'Connect a workspace first.' : channelId.trim() ? null : 'Give the channel’s id.'
  return (
    <form
      className="rounded-lg border bg-canvas p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!missing && !save.isPending) save.mutate({ team, workspaceId, channelId: channelId.trim() })
      }}
    >
      <div className={live.length > 1 ? 'grid gap-4 sm:grid-cols-3' : 'grid gap-4 sm:grid-cols-2'}>
        <Field label="Team" error={fieldError(save.error, '/team', 'unknown-team')}>
          <Select value={team} onChange={(event) => setTeam(event.target.value)}>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {live.length > 1 ? (
          <Field label="Workspace" error={fieldError(save.error, '/workspaceId')}>
            <Select value={workspaceId} onChange={(event) => setWorkspaceId(event.target.value)}>
              {live.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        <Field
          label="Channel id"
          hint="In Slack: the channel’s name, About, at the bottom. It begins with C or G."
          error={wrong}
        >
          <input
            value={channelId}
            onChange={(event) => setChannelId(event.target.value)}
            placeholder="C0123ABCD"
            autoComplete="off"
            spellCheck={false}
            className={`${INPUT} font-mono text-xs`}
          />
        </Field>
      </div>
      <div className="mt-4 empty:hidden">
        {wrong ? null : <ProblemBanner error={save.error} title="The channel was not saved" />}
      </div>
      <Button type="submit" className="mt-4" disabledReason={save.isPending ? 'Asking Slack…' : missing}>
        Send the team’s approvals there
      </Button>
    </form>
  )
}
