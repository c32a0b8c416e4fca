'use client'

import type { IntegrationView } from '@countersign/shared/integrations'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mappingTemplatesQuery } from '../../api/setup-queries.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { SaveBar } from '../save-bar.tsx'
import { draftOf, KIND_NAMES, mappingOf } from './kinds.ts'
import { MappingWorkbench } from './mapping-workbench.tsx'
import { useIntegrationChange } from './use-integration-change.ts'

export function EditMapping({ integration }: { readonly integration: IntegrationView }) {
  const stored = draftOf(integration.mapping)
  const [draft, setDraft] = useState(stored)
  const change = useIntegrationChange(integration.id)
  const ready = useQuery(mappingTemplatesQuery).data?.items.find((each) => each.kind === integration.kind)
  const same = JSON.stringify(mappingOf(draft)) === JSON.stringify(mappingOf(stored))
  const missing = draft.outcome.trim() === '' ? 'An outcome is needed.' : null
  const isReady = ready && JSON.stringify(mappingOf(draft)) === JSON.stringify(ready.mapping)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-[68ch] text-ink-2">
          How a message of this system becomes a decision. It is checked when it is saved, and counts from the next
          message on.
        </p>
        {ready && !isReady ? (
          <Button size="sm" onClick={() => setDraft(draftOf(ready.mapping))}>
            Use the ready-made {KIND_NAMES[integration.kind]} mapping
          </Button>
        ) : null}
      </div>
      <MappingWorkbench
        kind={integration.kind}
        integrationId={integration.id}
        draft={draft}
        onChange={setDraft}
        error={change.error}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!same && !missing && !change.isPending) change.mutate({ mapping: mappingOf(draft) })
        }}
      >
        <div className="mt-5 max-w-2xl empty:hidden">
          <ProblemBanner error={change.error} title="The mapping was not saved" />
        </div>
        <SaveBar same={same} pending={change.isPending} saved={change.isSuccess} missing={missing} />
      </form>
    </>
  )
}
