'use client'

import type { PolicyView } from '@countersign/shared/policies'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { policyVersionQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { Difference } from './difference.tsx'

/** Every version there was; each shows what it changed. */
export function PolicyVersions({ policy }: { readonly policy: PolicyView }) {
  const [shown, setShown] = useState<number | null>(null)
  return (
    <ol className="overflow-hidden rounded-lg border">
      {policy.versions.map(({ version, note, createdAt, createdBy, proposal }) => (
        <li key={version} className="border-b last:border-b-0">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="w-20 font-medium">Version {version}</span>
            <span className="min-w-0 flex-1 basis-48 wrap-anywhere">
              {note ?? <span className="text-ink-3">No note</span>}
            </span>
            {proposal ? <End proposal={proposal} /> : null}
            <span className="text-ink-2 text-xs">
              {createdBy ? `${createdBy}, ` : ''}
              <Ago at={createdAt} />
            </span>
            <Button
              size="sm"
              aria-expanded={shown === version}
              onClick={() => setShown(shown === version ? null : version)}
            >
              {shown === version ? 'Hide' : countedBefore(policy, version) ? 'What changed' : 'Show'}
              <span className="sr-only"> in version {version}</span>
            </Button>
          </div>
          {shown === version ? (
            <Change name={policy.name} version={version} before={countedBefore(policy, version)} />
          ) : null}
        </li>
      ))}
    </ol>
  )
}

type Proposal = NonNullable<PolicyView['versions'][number]['proposal']>

const ENDS: Readonly<Record<Proposal['status'], { readonly words: string; readonly tone: Tone }>> = {
  waiting: { words: 'Waits to be confirmed', tone: 'wait' },
  confirmed: { words: 'Confirmed', tone: 'good' },
  refused: { words: 'Refused', tone: 'bad' },
  withdrawn: { words: 'Withdrawn', tone: 'off' },
  replaced: { words: 'Replaced', tone: 'off' },
}

const End = ({ proposal: { status, settledBy, note } }: { readonly proposal: Proposal }) => (
  <span className="text-xs">
    <Status tone={ENDS[status].tone}>{settledBy ? `${ENDS[status].words} by ${settledBy}` : ENDS[status].words}</Status>
    {note ? <span className="text-ink-2">: {note}</span> : null}
  </span>
)

/** The version that counted when this one was written. */
const countedBefore = (policy: PolicyView, version: number): number | null =>
  policy.versions.find(
    (each) => each.version < version && (each.proposal === null || each.proposal.status === 'confirmed'),
  )?.version ?? null

type ChangeProps = { readonly name: string; readonly version: number; readonly before: number | null }

function Change({ name, version, before }: ChangeProps) {
  const after = useQuery(policyVersionQuery(name, version))
  const earlier = useQuery({ ...policyVersionQuery(name, before ?? 0), enabled: before !== null })
  return (
    <div className="border-t bg-canvas px-4 py-3">
      <Loaded query={after} what="version">
        {({ text }) =>
          before !== null && earlier.data === undefined ? (
            <Loaded query={earlier} what="version before">
              {() => null}
            </Loaded>
          ) : (
            <Difference before={earlier.data?.text ?? ''} after={text} />
          )
        }
      </Loaded>
    </div>
  )
}
