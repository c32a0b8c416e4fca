'use client'

import { apiPath } from '@countersign/shared/paths'
import { type SlackView, slackDeparture } from '@countersign/shared/slack'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { slackQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { Part } from '../../ui/page.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Status } from '../../ui/status.tsx'
import { AdminPage } from '../admin-page.tsx'
import { SlackRoutes } from './slack-routes.tsx'
import { SlackSetup } from './slack-setup.tsx'

export function SlackPage() {
  return (
    <AdminPage
      title="Slack"
      description="Approvals appear in the channel of their team and follow what happens. High risk is decided in the inbox."
    >
      <Body />
    </AdminPage>
  )
}

function Body() {
  const query = useQuery(slackQuery)
  return (
    <Loaded query={query} what="Slack connection">
      {(slack) =>
        slack.enabled ? (
          <>
            <Part title="Workspaces" description={modeWords(slack)} action={<Install slack={slack} />}>
              <Workspaces slack={slack} />
            </Part>
            <Part
              title="Channels"
              description="One channel for each team. Add the app to the channel first, with /invite."
            >
              <SlackRoutes slack={slack} />
            </Part>
          </>
        ) : (
          <SlackSetup />
        )
      }
    </Loaded>
  )
}

const modeWords = ({ mode }: SlackView): string =>
  mode === 'socket'
    ? 'Socket mode: this installation calls Slack, and needs no public address.'
    : 'HTTP mode: Slack calls this installation at /slack/events.'

function Install({ slack: { canInstall } }: { readonly slack: SlackView }) {
  const install = useCommand<object, typeof slackDeparture>(apiPath('slackInstall'), slackDeparture, ({ url }) =>
    window.location.assign(url),
  )
  if (!canInstall) return null
  return (
    <div className="grid gap-2">
      <Button
        disabledReason={install.isPending || install.isSuccess ? 'Going to Slack…' : null}
        onClick={() => install.mutate({})}
      >
        <Plus className="size-4" aria-hidden="true" />
        Add a workspace
      </Button>
      <ProblemBanner error={install.error} title="Slack could not be opened" />
    </div>
  )
}

function Workspaces({ slack: { workspaces, canInstall } }: { readonly slack: SlackView }) {
  if (workspaces.length === 0)
    return (
      <p className="rounded-lg border border-dashed px-4 py-4 text-ink-2">
        {canInstall
          ? 'No workspace yet. Add one: you choose it in Slack, come back here, and confirm.'
          : 'No workspace yet. It appears when Slack accepts SLACK_BOT_TOKEN: look at the log of the worker.'}
      </p>
    )
  return (
    <ul className="divide-y rounded-lg border">
      {workspaces.map(({ id, name, installedAt, removedAt }) => (
        <li
          key={id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[1fr_10rem_8rem]"
        >
          <span className="min-w-0">
            <span className="font-medium">{name}</span> <code className="font-mono text-ink-3 text-xs">{id}</code>
          </span>
          <span className="text-ink-2 max-sm:row-start-2">
            {removedAt ? 'removed ' : 'added '}
            <Ago at={removedAt ?? installedAt} />
          </span>
          <Status tone={removedAt ? 'off' : 'good'}>{removedAt ? 'Removed' : 'Connected'}</Status>
        </li>
      ))}
    </ul>
  )
}
