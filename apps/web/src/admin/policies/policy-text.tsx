'use client'

import { type ComponentProps, useId } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { cx } from '../../ui/cx.ts'

type Props = {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly error: unknown
}

/** The text of a policy with its line numbers; what is wrong is listed by line, and its lines are marked. */
export function PolicyText({ text, onChange, error }: Props) {
  const id = useId()
  const lines = text.split('\n').length
  const faults = error instanceof ApiProblem ? (error.problem.errors ?? []) : []
  const marked = new Set(faults.flatMap(({ line }) => (line === undefined ? [] : [line])))
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        Document
      </label>
      <div className="flex overflow-x-auto rounded-lg border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-accent-text scroll-thin">
        <ol aria-hidden="true" className="select-none border-r bg-canvas py-2 text-right font-mono text-2xs text-ink-3">
          {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
            <li key={line} className={cx('px-2.5 leading-5', marked.has(line) && 'bg-bad-soft font-semibold text-bad')}>
              {line}
            </li>
          ))}
        </ol>
        <textarea
          id={id}
          value={text}
          rows={lines}
          wrap="off"
          maxLength={65_536}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          aria-invalid={faults.length > 0 || undefined}
          aria-describedby={`${id}-hint ${id}-faults`}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={indent(onChange)}
          className="block min-w-0 flex-1 resize-none overflow-y-hidden bg-transparent px-3 py-2 font-mono text-xs leading-5 outline-none"
        />
      </div>
      {faults.length > 0 ? (
        <ul id={`${id}-faults`} role="alert" className="mt-2 grid gap-1 text-bad text-xs">
          {faults.map(({ line, pointer, message }) => (
            <li key={`${pointer} ${message}`} className="wrap-anywhere">
              {line === undefined ? '' : `Line ${line}: `}
              <code className="font-mono">{pointer.replace(/^\/policy\/(source|document)\/?/, '') || 'document'}</code>{' '}
              {message}
            </li>
          ))}
        </ul>
      ) : null}
      <p id={`${id}-hint`} className="mt-1.5 text-ink-2 text-xs">
        YAML or JSON; comments are kept. Every member may be left out. Conditions are CEL over{' '}
        <code className="font-mono">payload</code>, <code className="font-mono">fields</code>,{' '}
        <code className="font-mono">risk</code>, <code className="font-mono">tags</code>,{' '}
        <code className="font-mono">requestedBy</code> and <code className="font-mono">past</code>.
      </p>
    </div>
  )
}

/** A new line begins where the one before does: YAML is made of that. Tab still leaves the field. */
const indent =
  (onChange: Props['onChange']): NonNullable<ComponentProps<'textarea'>['onKeyDown']> =>
  (event) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.metaKey || event.ctrlKey) return
    const field = event.currentTarget
    const { selectionStart: start, selectionEnd: end, value } = field
    const line = value.slice(value.lastIndexOf('\n', start - 1) + 1, start)
    const blanks = /^ */.exec(line)?.[0] ?? ''
    if (blanks === '') return
    event.preventDefault()
    field.setRangeText(`\n${blanks}`, start, end, 'end')
    onChange(field.value)
  }
