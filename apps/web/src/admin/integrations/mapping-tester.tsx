'use client'

import type { IntegrationKind } from '@countersign/shared/channels'
import {
  type IntegrationView,
  type MappingTest,
  type MappingTestResult,
  mappingTestResult,
} from '@countersign/shared/integrations'
import { apiPath } from '@countersign/shared/paths'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { fieldError } from '../../api/field-error.ts'
import { mappingTemplatesQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Button } from '../../ui/button.tsx'
import { Field, INPUT, TEXTAREA } from '../../ui/field.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Select } from '../../ui/select.tsx'
import { type MappingDraft, mappingOf } from './kinds.ts'
import { MappedResult } from './mapped-result.tsx'
import { parseBody } from './parse-body.ts'

type Props = {
  readonly kind: IntegrationKind
  readonly draft: MappingDraft
  /** Set: an approval is judged within its bounds, too. */
  readonly integrationId: IntegrationView['id'] | null
  readonly onFaults: (faults: Readonly<Record<string, string>>) => void
}

type Body = Omit<MappingTest, 'approvalId'> & { approvalId?: string }

/** Paste a body, see the decision. Nothing is recorded: it is the same judgement as of a real message, without its act. */
export function MappingTester({ kind, draft, integrationId, onFaults }: Props) {
  const fixtures = useQuery(mappingTemplatesQuery).data?.items.find((each) => each.kind === kind)?.fixtures ?? []
  const [typed, setTyped] = useState<string | null>(null)
  const [headers, setHeaders] = useState<Readonly<Record<string, string>>>({})
  const [approvalId, setApprovalId] = useState('')
  const text = typed ?? (fixtures[0] ? JSON.stringify(fixtures[0].body, null, 2) : '')
  const body = parseBody(text)

  const test = useCommand<Body, typeof mappingTestResult>(
    apiPath('mappingTests'),
    mappingTestResult,
    ({ result }: z.output<typeof mappingTestResult>) =>
      onFaults(
        result.kind === 'fault'
          ? Object.fromEntries(result.errors.map(({ expression, message }) => [expression, message]))
          : {},
      ),
  )
  const id = approvalId.trim()
  const wish = body.kind === 'json' && {
    mapping: mappingOf(draft),
    body: body.value,
    headers: typed === null ? (fixtures[0]?.headers ?? {}) : headers,
    ...(id ? { approvalId: id } : {}),
    ...(id && integrationId ? { integrationId } : {}),
  }
  // What was said of an earlier text would be read as said of this one.
  const tried = JSON.stringify(test.variables) === JSON.stringify(wish)
  const run = () => {
    if (wish && !test.isPending) test.mutate(wish)
  }
  const choose = (name: string) => {
    const fixture = fixtures.find((each) => each.name === name)
    if (!fixture) return
    setTyped(JSON.stringify(fixture.body, null, 2))
    setHeaders(fixture.headers)
  }
  const wrongApproval = fieldError(test.error, '/approvalId', 'not-found')

  return (
    <form
      aria-label="Try the mapping"
      className="grid content-start gap-4 rounded-lg border bg-canvas p-4"
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        run()
      }}
    >
      <div>
        <h2 className="font-semibold text-sm">Try it</h2>
        <p className="mt-0.5 text-ink-2 text-xs">Paste a message of the other system. Nothing is recorded.</p>
      </div>
      {fixtures.length > 0 ? (
        <Field label="Example">
          <Select defaultValue={fixtures[0]?.name} onChange={(event) => choose(event.target.value)}>
            {fixtures.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
      ) : null}
      <Field label="Body" error={body.kind === 'wrong' ? body.sentence : null}>
        <textarea
          value={text}
          rows={Math.min(16, Math.max(8, text.split('\n').length))}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            if (typed === null) setHeaders(fixtures[0]?.headers ?? {})
            setTyped(event.target.value)
          }}
          className={`${TEXTAREA} max-h-96 font-mono text-xs leading-5`}
        />
      </Field>
      <Field
        label="Approval (optional)"
        hint="With the id of an open approval, you also read whether such a vote would be refused."
        error={wrongApproval}
      >
        <input
          value={approvalId}
          onChange={(event) => setApprovalId(event.target.value)}
          placeholder="apr_…"
          spellCheck={false}
          autoComplete="off"
          className={`${INPUT} font-mono text-xs`}
        />
      </Field>
      <div className="flex items-center gap-3">
        <Button
          type="submit"
          disabledReason={
            test.isPending ? 'Trying…' : body.kind === 'json' ? null : 'The body has to be JSON before it can be tried.'
          }
        >
          Try the mapping
          <Kbd>Ctrl ↵</Kbd>
        </Button>
      </div>
      <div aria-live="polite">
        {test.isSuccess && tried ? <MappedResult answer={test.data as MappingTestResult} /> : null}
        {wrongApproval ? null : <ProblemBanner error={test.error} title="It could not be tried" />}
      </div>
    </form>
  )
}
