'use client'

import { apiPath } from '@countersign/shared/paths'
import { type PolicyView, policySaved } from '@countersign/shared/policies'
import { joined } from '@countersign/shared/policy-wording'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isProblem } from '../../api/problem.ts'
import { policyQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Banner } from '../../ui/banner.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { SaveBar } from '../save-bar.tsx'
import { PolicyText } from './policy-text.tsx'

type Props = {
  readonly policy: PolicyView
  readonly text: string
  readonly onChange: (text: string | null) => void
}

type Change = { readonly basedOn: number; readonly policy: { readonly source: string; readonly note?: string } }

const newestOf = ({ versions, current }: PolicyView): number => versions[0]?.version ?? current.version

const whenItCounts = ({ savingWaitsFor: names }: PolicyView): string =>
  names === null
    ? 'No other admin could confirm it, so it counts at once for what is registered.'
    : `It counts for what is registered once ${names.length > 0 ? joined(names, 'or') : 'another admin'} has confirmed it.`

export function EditPolicy({ policy, text, onChange }: Props) {
  const client = useQueryClient()
  const [note, setNote] = useState('')
  // The newest version there was when this text began: one that somebody writes meanwhile must not be passed over unseen.
  const [basedOn, setBasedOn] = useState(newestOf(policy))
  const save = useCommand<Change, typeof policySaved>(
    apiPath('policy', { name: policy.name }),
    policySaved,
    (saved) => {
      client.setQueryData(policyQuery(policy.name).queryKey, saved.policy)
      void client.invalidateQueries({ queryKey: ['policies'] })
      setBasedOn(newestOf(saved.policy))
      setNote('')
      onChange(null)
    },
  )
  const same = text === policy.current.text
  const stale = isProblem(save.error, 'version-changed')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (same || save.isPending) return
        save.mutate({ basedOn, policy: { source: text, ...(note.trim() ? { note: note.trim() } : {}) } })
      }}
    >
      <p className="mb-4 max-w-[68ch] text-ink-2">
        Saving writes version {newestOf(policy) + 1}
        {policy.waiting ? `, which replaces version ${policy.waiting.version.version}` : ''}. {whenItCounts(policy)}{' '}
        Open approvals keep theirs. Try it out first: Simulate and Backtest take the text as it stands here.
      </p>
      <PolicyText text={text} onChange={onChange} error={save.error} />
      <div className="mt-5 max-w-2xl">
        <Field label="Note (optional)" hint="Why it was changed, for the list of versions and the audit log.">
          <input value={note} maxLength={200} className={INPUT} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
      <div className="mt-5 grid max-w-2xl gap-2 empty:hidden">
        {isProblem(save.error, 'invalid-request') ? (
          <Banner tone="bad" title="Nothing was saved">
            The document has to be put right first: its lines are marked above.
          </Banner>
        ) : (
          <ProblemBanner error={save.error} title="Nothing was saved" />
        )}
        {stale ? (
          <Banner tone="info" title="Your text is still here">
            Look at the new version under Versions, carry over what you need, and load this page again.
          </Banner>
        ) : null}
        {save.isSuccess && same
          ? save.data.warnings.map(({ message }) => (
              <Banner key={message} tone="warn" title="Saved, and worth a look">
                {message}
              </Banner>
            ))
          : null}
      </div>
      <SaveBar same={same} pending={save.isPending} saved={save.isSuccess} missing={null} />
    </form>
  )
}
