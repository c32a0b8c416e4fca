'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { slackView } from '@countersign/shared/slack'
import { useQueryClient } from '@tanstack/react-query'
import { slackQuery } from '../../api/setup-queries.ts'
import { SlackReturn } from '../../settings/slack-return.tsx'
import { AdminPage } from '../admin-page.tsx'

export function SlackInstalled() {
  const client = useQueryClient()
  return (
    <AdminPage title="Add a Slack workspace" back={{ href: webPaths.slack(), label: 'Slack' }} narrow>
      <SlackReturn
        path={apiPath('slackInstalled')}
        schema={slackView}
        confirm="Add the workspace"
        words="The workspace you have just allowed in Slack will be added: approvals can then be sent to its channels, and its people can decide after linking their accounts. Its token is kept sealed."
        failed="It was not added"
        home={webPaths.slack()}
        homeLabel="Slack"
        onDone={(view) => client.setQueryData(slackQuery.queryKey, view)}
      />
    </AdminPage>
  )
}
