import { reveal } from '@countersign/shared/hidden-characters'
import type { MappingTestResult } from '@countersign/shared/integrations'
import { Banner } from '../../ui/banner.tsx'
import { EXPRESSIONS } from './kinds.ts'

/** What a message became: a decision, nothing, or what is wrong with which expression. */
export function MappedResult({ answer: { result, wouldBeRefused } }: { readonly answer: MappingTestResult }) {
  switch (result.kind) {
    case 'ignored':
      return (
        <Banner tone="info" title="Ignored">
          This message decides nothing. It is answered 202 and kept in the list of messages.
        </Banner>
      )
    case 'fault':
      return (
        <Banner tone="bad" title="The mapping does not work on this body">
          <ul className="list-disc pl-4">
            {result.errors.map(({ expression, message }) => (
              <li key={`${expression} ${message}`}>
                <span className="font-medium text-ink">{labelOf(expression)}:</span> {message}
              </li>
            ))}
          </ul>
        </Banner>
      )
    case 'decision':
      return (
        <div className="grid gap-2">
          <dl className="grid grid-cols-[7rem_1fr] gap-y-1.5 rounded-lg border bg-surface px-3.5 py-3">
            <dt className="text-ink-2">Decision</dt>
            <dd className="font-medium">
              <code className="font-mono text-xs">{reveal(result.outcome)}</code>
            </dd>
            <Item name="Reason" value={result.reason} code />
            <Item name="Comment" value={result.comment} />
            <Item name="Edited form" value={result.input === null ? null : JSON.stringify(result.input)} code />
            <Item name="Case digest" value={result.caseDigest} code />
          </dl>
          {wouldBeRefused === null ? null : (
            <Banner tone="warn" title="Such a vote would be refused">
              {wouldBeRefused}
            </Banner>
          )}
        </div>
      )
  }
}

type ItemProps = { readonly name: string; readonly value: string | null; readonly code?: boolean }

const Item = ({ name, value, code = false }: ItemProps) => (
  <>
    <dt className="text-ink-2">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">
      {value === null ? (
        <span className="text-ink-3">none</span>
      ) : code ? (
        <code className="font-mono text-xs">{reveal(value)}</code>
      ) : (
        reveal(value)
      )}
    </dd>
  </>
)

const labelOf = (expression: string): string => EXPRESSIONS.find(({ name }) => name === expression)?.label ?? expression
