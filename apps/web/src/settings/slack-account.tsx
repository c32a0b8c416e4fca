'use client'

import { apiPath } from '@countersign/shared/paths'
import { mySlackView, slackDeparture } from '@countersign/shared/slack'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { mySlackQuery } from '../api/my-queries.ts'
import { useCommand } from '../api/use-command.ts'
import { Button } from '../ui/button.tsx'
import { Loaded } from '../ui/loading.tsx'
import { ProblemBanner } from '../ui/problem-banner.tsx'

/** Which Slack users are this person, and the way to become one. */
export function SlackAccount() {
  const query = useQuery(mySlackQuery)
  const client = useQueryClient()
  const link = useCommand<object, typeof slackDeparture>(apiPath('slackLink'), slackDeparture, ({ url }) =>
    window.location.assign(url),
  )
  const unlink = useCommand<{ workspaceId: string }, typeof mySlackView>(apiPath('slackUnlink'), mySlackView, (view) =>
    client.setQueryData(mySlackQuery.queryKey, view),
  )
  const leaving = link.isPending || link.isSuccess ? 'Going to Slack…' : null
  return (
    <Loaded query={query} what="Slack account">
      {({ canLink, links }) => (
        <>
          {links.length > 0 ? (
            <ul className="divide-y rounded-lg border">
              {links.map((each) => (
                <li key={each.workspaceId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                  <div className="min-w-0 flex-1">
                    <p className="font-medium wrap-anywhere">{each.slackName ?? each.slackUserId}</p>
                    <p className="text-ink-2 text-xs wrap-anywhere">
                      {each.workspaceName} · <code className="font-mono">{each.slackUserId}</code>
                    </p>
                  </div>
                  <Button
                    size="sm"
                    tone="danger"
                    disabledReason={unlink.isPending ? 'Unlinking…' : null}
                    onClick={() => unlink.mutate({ workspaceId: each.workspaceId })}
                  >
                    Unlink
                  </Button>
                </li>
              ))}
            </ul>
          ) : null}
          <div className="mt-3 flex flex-wrap items-center gap-3 first:mt-0">
            <Button
              disabledReason={
                canLink ? leaving : 'Slack sign-in is not set up here. An admin adds SLACK_CLIENT_ID and its secret.'
              }
              onClick={() => link.mutate({})}
            >
              {links.length > 0 ? 'Link another workspace' : 'Link Slack account'}
            </Button>
            <p className="max-w-[52ch] text-ink-2 text-xs">
              {canLink
                ? 'You sign in to Slack, come back here, and confirm. Nothing is linked before that.'
                : 'Slack sign-in is not set up here, so accounts cannot be linked.'}
            </p>
          </div>
          <div className="mt-3 empty:hidden">
            <ProblemBanner error={link.error} title="Slack could not be opened" />
            <ProblemBanner error={unlink.error} title="It is still linked" />
          </div>
        </>
      )}
    </Loaded>
  )
}
