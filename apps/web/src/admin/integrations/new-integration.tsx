'use client'

import { INTEGRATION_KINDS, type IntegrationKind } from '@countersign/shared/channels'
import { type IntegrationCreated, integrationCreated } from '@countersign/shared/integrations'
import { apiPath, webPaths } from '@countersign/shared/paths'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { mappingTemplatesQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { Part } from '../../ui/page.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { AdminPage } from '../admin-page.tsx'
import { SecretOnce } from '../secret-once.tsx'
import { EMPTY_INTEGRATION, IntegrationFields, integrationPart } from './integration-fields.tsx'
import { draftOf, KIND_NAMES, type MappingDraft, mappingOf } from './kinds.ts'
import { MappingWorkbench } from './mapping-workbench.tsx'

const BACK = { href: webPaths.integrations(), label: 'Integrations' }
const KINDS = INTEGRATION_KINDS.map((kind) => ({ value: kind, label: KIND_NAMES[kind] }))

export function NewIntegration() {
  const [created, setCreated] = useState<IntegrationCreated | null>(null)
  const router = useRouter()
  if (created)
    return (
      <AdminPage title={created.integration.name} back={BACK}>
        <SecretOnce
          secret={created.secret}
          use={`${created.integration.name} signs every answer with it.`}
          onStored={() => router.push(webPaths.integration(created.integration.id))}
        />
      </AdminPage>
    )
  return (
    <AdminPage
      title="New integration"
      description="An outside system answers approvals by signed requests, as an identity of its own."
      back={BACK}
    >
      <NewForm onCreated={setCreated} />
    </AdminPage>
  )
}

function NewForm({ onCreated }: { readonly onCreated: (created: IntegrationCreated) => void }) {
  const client = useQueryClient()
  const templates = useQuery(mappingTemplatesQuery)
  const [draft, setDraft] = useState(EMPTY_INTEGRATION)
  const [kind, setKind] = useState<IntegrationKind>('generic')
  const [edited, setEdited] = useState<MappingDraft | null>(null)
  const create = useCommand<object, typeof integrationCreated>(
    apiPath('integrations'),
    integrationCreated,
    (created) => {
      void client.invalidateQueries({ queryKey: ['integrations'] })
      onCreated(created)
    },
  )
  const submit = () => {
    const { forwardUrl } = draft
    if (missing || create.isPending) return
    create.mutate({
      ...integrationPart(draft),
      kind,
      ...(edited ? { mapping: mappingOf(edited) } : {}),
      ...(forwardUrl.trim() ? { forwardUrl: forwardUrl.trim() } : {}),
    })
  }
  const missing =
    draft.name.trim() === '' ? 'Give it a name.' : draft.teams.length === 0 ? 'Choose at least one team.' : null

  return (
    <>
      <form
        id="new-integration"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Part title="What it may do">
          <IntegrationFields
            draft={draft}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            error={create.error}
          />
        </Part>
      </form>
      <Part
        title="How its messages are read"
        description="Each system begins with a mapping that fits its own messages."
      >
        <div className="flex">
          <Segmented
            label="System"
            value={kind}
            options={KINDS}
            onChange={(next) => {
              setKind(next)
              setEdited(null)
            }}
          />
        </div>
        <div className="mt-5">
          <Loaded query={templates} what="ready-made mappings">
            {({ items }) => {
              const template = items.find((each) => each.kind === kind)
              const shown = edited ?? (template ? draftOf(template.mapping) : draftOf({ outcome: '' }))
              return (
                <>
                  {template ? <p className="mb-4 max-w-[68ch] text-ink-2">{template.summary}</p> : null}
                  <MappingWorkbench key={kind} kind={kind} draft={shown} onChange={setEdited} error={create.error} />
                </>
              )
            }}
          </Loaded>
        </div>
      </Part>
      <div className="sticky bottom-0 -mx-5 border-t bg-surface px-5 py-3 md:-mx-8 md:px-8">
        <div className="mb-3 empty:hidden">
          <ProblemBanner error={create.error} title="The integration was not created" />
        </div>
        <div className="flex items-center gap-3">
          <Button
            type="submit"
            form="new-integration"
            tone="primary"
            disabledReason={create.isPending ? 'Creating…' : missing}
          >
            Create integration
          </Button>
          <p className="text-ink-2 text-xs">{missing ?? 'Its secret is shown once, on the next page.'}</p>
        </div>
      </div>
    </>
  )
}
