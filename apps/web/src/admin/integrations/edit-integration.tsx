'use client'

import type { IntegrationView } from '@countersign/shared/integrations'
import { useState } from 'react'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { SaveBar } from '../save-bar.tsx'
import { IntegrationFields, integrationDraft, integrationPart } from './integration-fields.tsx'
import { useIntegrationChange } from './use-integration-change.ts'

export function EditIntegration({ integration }: { readonly integration: IntegrationView }) {
  const stored = integrationDraft(integration)
  const [draft, setDraft] = useState(stored)
  const change = useIntegrationChange(integration.id)
  const same = JSON.stringify(draft) === JSON.stringify(stored)
  const missing =
    draft.name.trim() === '' ? 'Give it a name.' : draft.teams.length === 0 ? 'Choose at least one team.' : null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (same || missing || change.isPending) return
        change.mutate({ ...integrationPart(draft), forwardUrl: draft.forwardUrl.trim() || null })
      }}
    >
      <IntegrationFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        error={change.error}
      />
      <div className="mt-5 max-w-2xl empty:hidden">
        <ProblemBanner error={change.error} title="Nothing was saved" />
      </div>
      <SaveBar same={same} pending={change.isPending} saved={change.isSuccess} missing={missing} />
    </form>
  )
}
