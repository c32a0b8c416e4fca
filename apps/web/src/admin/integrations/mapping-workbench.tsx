'use client'

import type { IntegrationKind } from '@countersign/shared/channels'
import type { IntegrationView } from '@countersign/shared/integrations'
import { useState } from 'react'
import { fieldError } from '../../api/field-error.ts'
import type { MappingDraft } from './kinds.ts'
import { MappingEditor } from './mapping-editor.tsx'
import { MappingTester } from './mapping-tester.tsx'

type Props = {
  readonly kind: IntegrationKind
  readonly draft: MappingDraft
  readonly integrationId?: IntegrationView['id']
  readonly onChange: (draft: MappingDraft) => void
  /** What saving said; an error stays under its expression until that is edited. */
  readonly error: unknown
}

/** The expressions, and beside them the bench where they are tried. */
export function MappingWorkbench({ kind, draft, integrationId, onChange, error }: Props) {
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  return (
    <div className="grid gap-6 wide:grid-cols-[1fr_1fr]">
      <MappingEditor
        draft={draft}
        onChange={(next) => {
          const touched = Object.keys(next).find(
            (name) => next[name as keyof MappingDraft] !== draft[name as keyof MappingDraft],
          )
          setFaults((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name !== touched)))
          onChange(next)
        }}
        errorOf={(name) => faults[name] ?? fieldError(error, `/mapping/${name}`)}
      />
      <MappingTester kind={kind} draft={draft} integrationId={integrationId ?? null} onFaults={setFaults} />
    </div>
  )
}
