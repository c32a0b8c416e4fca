'use client'

import type { PolicyView } from '@countersign/shared/policies'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { policyVersionQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Loaded } from '../../ui/loading.tsx'
import { diffLines } from './diff-lines.ts'

/** Every version there was; each shows what it changed. */
export function PolicyVersions({ policy }: { readonly policy: PolicyView }) {
  const [shown, setShown] = useState<number | null>(null)
  return (
    <ol className="overflow-hidden rounded-lg border">
      {policy.versions.map(({ version, note, createdAt, createdBy }) => (
        <li key={version} className="border-b last:border-b-0">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="w-20 font-medium">Version {version}</span>
            <span className="min-w-0 flex-1 basis-48 wrap-anywhere">
              {note ?? <span className="text-ink-3">No note</span>}
            </span>
            <span className="text-ink-2 text-xs">
              {createdBy ? `${createdBy}, ` : ''}
              <Ago at={createdAt} />
            </span>
            <Button
              size="sm"
              aria-expanded={shown === version}
              onClick={() => setShown(shown === version ? null : version)}
            >
              {shown === version ? 'Hide' : version > 1 ? 'What changed' : 'Show'}
              <span className="sr-only"> in version {version}</span>
            </Button>
          </div>
          {shown === version ? <Change name={policy.name} version={version} /> : null}
        </li>
      ))}
    </ol>
  )
}

function Change({ name, version }: { readonly name: string; readonly version: number }) {
  const after = useQuery(policyVersionQuery(name, version))
  const before = useQuery({ ...policyVersionQuery(name, version - 1), enabled: version > 1 })
  return (
    <div className="border-t bg-canvas px-4 py-3">
      <Loaded query={after} what="version">
        {({ text }) =>
          version > 1 && before.data === undefined ? (
            <Loaded query={before} what="version before">
              {() => null}
            </Loaded>
          ) : (
            <Difference before={before.data?.text ?? ''} after={text} />
          )
        }
      </Loaded>
    </div>
  )
}

const SIGNS = { same: ' ', added: '+', removed: '−' } as const
const WORDS = { same: null, added: 'added: ', removed: 'removed: ' } as const

function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const lines = diffLines(before, after)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways is reached by keyboard
    <section aria-label="Text" tabIndex={0} className="overflow-x-auto font-mono text-xs leading-5 scroll-thin">
      {lines.map(({ kind, text }, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          key={index}
          className={cx(
            'w-max min-w-full whitespace-pre px-1.5',
            kind === 'added' && 'bg-good-soft',
            kind === 'removed' && 'bg-bad-soft',
          )}
        >
          <span aria-hidden="true" className="mr-2 inline-block w-2 select-none text-ink-3">
            {SIGNS[kind]}
          </span>
          {WORDS[kind] ? <span className="sr-only">{WORDS[kind]}</span> : null}
          {text}
        </div>
      ))}
    </section>
  )
}
