'use client'

import { apiPath } from '@countersign/shared/paths'
import { type PolicyView, policyView } from '@countersign/shared/policies'
import { joined } from '@countersign/shared/policy-wording'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { policyQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../inbox/me.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Status } from '../../ui/status.tsx'
import { Difference } from './difference.tsx'

type Waiting = NonNullable<PolicyView['waiting']>
type Props = { readonly policy: PolicyView; readonly waiting: Waiting }

/** What waits for a second admin: who wrote it, what it would change, and the two buttons. */
export function WaitingVersion({ policy, waiting }: Props) {
  const { role } = useMe()
  const { version, note, createdBy, createdAt, text } = waiting.version
  return (
    <section aria-labelledby="waiting" className="mb-6 overflow-hidden rounded-lg border border-line-strong">
      <header className="border-b bg-sunken px-4 py-3">
        <h2 id="waiting" className="font-semibold">
          <Status tone="wait">{`Version ${version} waits to be confirmed`}</Status>
        </h2>
        <p className="mt-1 text-ink-2 wrap-anywhere">
          {createdBy ?? 'Somebody'}, <Ago at={createdAt} />: {note ?? 'no note'}
        </p>
        <p className="text-ink-2">{waitsFor(waiting)}</p>
      </header>
      <div className="max-h-96 overflow-y-auto px-4 py-3 scroll-thin">
        <Difference before={policy.currentVersion === null ? '' : policy.current.text} after={text} />
      </div>
      {role === 'admin' ? <Answer key={version} name={policy.name} waiting={waiting} /> : null}
    </section>
  )
}

const waitsFor = ({ waitsFor: names }: Waiting): string =>
  names.length === 0
    ? 'Nobody is left who may confirm it: an admin who has not written it is missing.'
    : `Waits for ${joined(names, 'or')}. Until then new approvals follow what counted before.`

function Answer({ name, waiting }: { readonly name: string; readonly waiting: Waiting }) {
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const { version, documentSha256 } = waiting.version
  const { may } = waiting
  const show = (policy: PolicyView) => {
    client.setQueryData(policyQuery(name).queryKey, policy)
    void client.invalidateQueries({ queryKey: ['policies'] })
  }
  const params = { name, version: String(version) }
  const confirm = useCommand<object, typeof policyView>(apiPath('policyConfirmation', params), policyView, show)
  const refuse = useCommand<object, typeof policyView>(apiPath('policyRefusal', params), policyView, show)
  const pending = confirm.isPending || refuse.isPending ? 'One moment…' : null
  const own = !may.confirm.allowed
  return (
    <div className="border-t px-4 py-3">
      {own ? <p className="mb-3 text-ink-2">{may.confirm.reason}</p> : null}
      <div className="flex flex-wrap items-end gap-3">
        {own ? null : (
          <Button tone="primary" disabledReason={pending} onClick={() => confirm.mutate({ documentSha256 })}>
            Confirm version {version}
          </Button>
        )}
        <Button
          disabledReason={pending ?? may.refuse.reason}
          onClick={() => refuse.mutate(note.trim() ? { note: note.trim() } : {})}
        >
          {own ? 'Withdraw' : 'Refuse'} version {version}
        </Button>
        <div className="min-w-0 max-w-md flex-1 basis-56">
          <Field label="Reason (optional)">
            <input value={note} maxLength={200} className={INPUT} onChange={(event) => setNote(event.target.value)} />
          </Field>
        </div>
      </div>
      <div className="mt-3 empty:hidden">
        <ProblemBanner error={confirm.error ?? refuse.error} title="Nothing was changed" />
      </div>
    </div>
  )
}
