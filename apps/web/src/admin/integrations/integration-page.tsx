'use client'

import type { IntegrationView } from '@countersign/shared/integrations'
import { apiPath, webPaths } from '@countersign/shared/paths'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { integrationQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { asSentence } from '../../ui/as-sentence.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AdminPage } from '../admin-page.tsx'
import { Secrets } from '../secrets.tsx'
import { EditIntegration } from './edit-integration.tsx'
import { EditMapping } from './edit-mapping.tsx'
import { HowToCall } from './how-to-call.tsx'
import { IntegrationStatus } from './integration-status.tsx'
import { KIND_NAMES } from './kinds.ts'
import { Messages } from './messages.tsx'
import { useIntegrationChange } from './use-integration-change.ts'

export function IntegrationPage({ id }: { readonly id: string }) {
  const query = useQuery(integrationQuery(id))
  return (
    <AdminPage
      title={query.data?.name ?? 'Integration'}
      back={{ href: webPaths.integrations(), label: 'Integrations' }}
      {...(query.data
        ? { description: <Facts integration={query.data} />, action: <Switch integration={query.data} /> }
        : {})}
    >
      <Loaded query={query} what="integration">
        {(integration) => <Body integration={integration} />}
      </Loaded>
    </AdminPage>
  )
}

function Facts({ integration }: { readonly integration: IntegrationView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <IntegrationStatus integration={integration} />
      <span>
        {KIND_NAMES[integration.kind]} · votes as {integration.actsAs.name}
        {integration.owner ? ` · set up by ${integration.owner.name}` : ''} <Ago at={integration.createdAt} />
      </span>
    </span>
  )
}

/** Disabling counts at once: the next signed request is refused. */
function Switch({ integration }: { readonly integration: IntegrationView }) {
  const change = useIntegrationChange(integration.id)
  const off = integration.disabledAt !== null
  return (
    <div className="grid justify-items-end gap-2">
      <Button
        tone={off ? 'primary' : 'danger'}
        disabledReason={change.isPending ? 'One moment…' : null}
        onClick={() => change.mutate({ disabled: !off })}
      >
        {off ? 'Enable' : 'Disable'}
      </Button>
      <ProblemBanner error={change.error} title="It was not changed" />
    </div>
  )
}

function Body({ integration }: { readonly integration: IntegrationView }) {
  const client = useQueryClient()
  const { id, owner, disabledAt, forward } = integration
  return (
    <>
      <div className="mb-5 grid gap-2 empty:hidden">
        {disabledAt ? (
          <Banner
            tone="info"
            title={
              <>
                Disabled <Ago at={disabledAt} />
              </>
            }
          >
            Its requests are refused. Nothing it answered before is undone.
          </Banner>
        ) : null}
        {forward?.disabledBecause ? (
          <Banner
            tone="warn"
            title="New approvals are not forwarded"
            action={
              <Link href={webPaths.webhook(forward.endpointId)} className="font-medium underline underline-offset-2">
                Look at its webhook
              </Link>
            }
          >
            {asSentence(forward.disabledBecause)}
          </Banner>
        ) : null}
      </div>
      <Tabs
        label="Integration"
        tabs={[
          { id: 'messages', label: 'Messages', panel: <Messages id={id} /> },
          { id: 'mapping', label: 'Mapping', panel: <EditMapping integration={integration} /> },
          { id: 'settings', label: 'Settings', panel: <EditIntegration integration={integration} /> },
          {
            id: 'secrets',
            label: 'Secrets',
            panel: (
              <>
                <Secrets
                  path={apiPath('integrationSecrets', { id })}
                  secrets={integration.secrets}
                  use={`${integration.name} signs every answer with it.`}
                  own
                  onChanged={() => void client.invalidateQueries({ queryKey: ['integration', id], exact: true })}
                />
                <HowToCall />
              </>
            ),
          },
        ]}
      />
      {owner ? (
        <p className="mt-8 max-w-[68ch] text-ink-3 text-xs">
          Separation of duties: what {owner.name} asks for, this integration may not decide.
        </p>
      ) : null}
    </>
  )
}
