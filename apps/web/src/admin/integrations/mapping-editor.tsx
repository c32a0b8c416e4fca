'use client'

import { Field, TEXTAREA } from '../../ui/field.tsx'
import { EXPRESSIONS, type MappingDraft } from './kinds.ts'

type Props = {
  readonly draft: MappingDraft
  readonly onChange: (draft: MappingDraft) => void
  /** What is wrong with an expression, as saving or trying it said. */
  readonly errorOf: (expression: string) => string | null
}

/** Six expressions over `body`, `headers` and `approval`; each says what it must give, and its error stands under it. */
export function MappingEditor({ draft, onChange, errorOf }: Props) {
  return (
    <div className="grid gap-4">
      {EXPRESSIONS.map(({ name, label, gives, required }) => (
        <Field key={name} label={required ? label : `${label} (optional)`} hint={gives} error={errorOf(name)}>
          <textarea
            value={draft[name]}
            rows={Math.min(6, Math.max(1, draft[name].split('\n').length, Math.ceil(draft[name].length / 62)))}
            maxLength={2_000}
            required={required}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
            className={`${TEXTAREA} font-mono text-xs leading-5`}
          />
        </Field>
      ))}
      <p className="text-ink-2 text-xs">
        Expressions are CEL over <code className="font-mono">body</code> (the message),{' '}
        <code className="font-mono">headers</code> (content type and event names) and{' '}
        <code className="font-mono">approval</code> (id, title, team, policy, risk, tags, outcomes, caseDigest,
        attempt).
      </p>
    </div>
  )
}
