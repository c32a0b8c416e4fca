'use client'

import { webPaths } from '@countersign/shared/paths'
import type { PolicyView } from '@countersign/shared/policies'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { policyQuery } from '../../api/setup-queries.ts'
import { useMe } from '../../inbox/me.ts'
import { Ago } from '../../time/moment.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { listed } from '../names.ts'
import { BacktestPanel } from './backtest-panel.tsx'
import { EditPolicy } from './edit-policy.tsx'
import { PolicyReading } from './policy-reading.tsx'
import { PolicyTeams } from './policy-teams.tsx'
import { PolicyVersions } from './policy-versions.tsx'
import { SimulatePanel } from './simulate-panel.tsx'
import { WaitingVersion } from './waiting-version.tsx'

export function PolicyPage({ name }: { readonly name: string }) {
  const query = useQuery(policyQuery(name))
  const { data } = query
  return (
    <Page
      title={name}
      back={{ href: webPaths.policies(), label: 'Policies' }}
      {...(data ? { description: <Facts policy={data} /> } : {})}
    >
      <Loaded query={query} what="policy">
        {(policy) => <Body policy={policy} />}
      </Loaded>
    </Page>
  )
}

const Facts = ({ policy: { current, currentVersion, teams } }: { readonly policy: PolicyView }) => (
  <>
    {current.document.description ? <span className="block">{current.document.description}</span> : null}
    <span className="block text-xs">
      {currentVersion === null ? 'No version counts yet. The newest' : `Version ${currentVersion}`},{' '}
      <Ago at={current.createdAt} />
      {current.createdBy ? ` by ${current.createdBy}` : ''}. Default of{' '}
      {listed(
        teams.map((team) => team.name),
        'no team',
      )}
      .
    </span>
  </>
)

/** What is being written is kept here, so that it can be tried out before it is saved. */
function Body({ policy }: { readonly policy: PolicyView }) {
  const { role } = useMe()
  const [text, setText] = useState<string | null>(null)
  const isEdited = text !== null && text !== policy.current.text
  const { waiting } = policy
  // Who is to confirm a version tries that one out.
  const version = waiting?.version.version ?? policy.currentVersion
  const tried = isEdited ? { source: text } : { name: policy.name, ...(version === null ? {} : { version }) }
  const admin = [
    {
      id: 'edit',
      label: 'Edit',
      panel: <EditPolicy policy={policy} text={text ?? policy.current.text} onChange={setText} />,
    },
    {
      id: 'simulate',
      label: 'Simulate',
      panel: <SimulatePanel policy={policy} tried={tried} isEdited={isEdited} />,
    },
    { id: 'backtest', label: 'Backtest', panel: <BacktestPanel policy={policy} tried={tried} isEdited={isEdited} /> },
    { id: 'teams', label: 'Teams', panel: <PolicyTeams policy={policy} /> },
  ]
  return (
    <>
      {waiting ? <WaitingVersion policy={policy} waiting={waiting} /> : null}
      <Tabs
        label="Policy"
        tabs={[
          { id: 'rules', label: 'Rules', panel: <PolicyReading policy={policy} /> },
          ...(role === 'admin' ? admin : []),
          { id: 'versions', label: 'Versions', panel: <PolicyVersions policy={policy} /> },
        ]}
      />
    </>
  )
}
