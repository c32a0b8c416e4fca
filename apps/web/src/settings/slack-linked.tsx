'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { mySlackView } from '@countersign/shared/slack'
import { useQueryClient } from '@tanstack/react-query'
import { mySlackQuery } from '../api/my-queries.ts'
import { useMe } from '../inbox/me.ts'
import { Page } from '../ui/page.tsx'
import { SlackReturn } from './slack-return.tsx'

export function SlackLinked() {
  const me = useMe()
  const client = useQueryClient()
  return (
    <Page title="Link your Slack account" back={{ href: webPaths.settings(), label: 'Settings' }} narrow>
      <SlackReturn
        path={apiPath('slackLinked')}
        schema={mySlackView}
        confirm={`Link to ${me.name}`}
        words={`The Slack account you have just signed in with will be linked to ${me.name} here. What it decides in Slack then counts as decided by ${me.name}. You can unlink it at any time.`}
        failed="It was not linked"
        home={webPaths.settings()}
        homeLabel="Settings"
        onDone={(view) => client.setQueryData(mySlackQuery.queryKey, view)}
      />
    </Page>
  )
}
