'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { useId } from 'react'
import { cx } from '../ui/cx.ts'
import type { FormField } from './form-fields.ts'

type Props = {
  readonly field: FormField
  readonly typed: string
  readonly fault: string | null
  readonly onType: (text: string) => void
}

const BOX =
  'block w-full rounded-md border bg-surface px-2.5 py-1.5 focus:outline-2 focus:outline-accent-text focus:-outline-offset-1 max-md:min-h-11'

export function FieldInput({ field, typed, fault, onType }: Props) {
  const id = useId()
  const wide = field.type === 'json' || (field.type === 'text' && field.multiline)
  return (
    <div className={cx('min-w-0', wide && 'sm:col-span-2')}>
      <label htmlFor={id} className="mb-1 block text-ink-2 text-xs wrap-anywhere">
        {reveal(field.label)}
        {field.required ? '' : <span className="text-ink-3"> (optional)</span>}
      </label>
      <Control field={field} typed={typed} fault={fault} onType={onType} id={id} />
      {fault || field.hint ? (
        <p id={`${id}-hint`} className={cx('mt-1 text-xs wrap-anywhere', fault ? 'text-bad' : 'text-ink-3')}>
          {reveal(fault ?? field.hint ?? '')}
        </p>
      ) : null}
    </div>
  )
}

function Control({ field, typed, fault, onType, id }: Props & { readonly id: string }) {
  const common = {
    id,
    value: typed,
    'aria-invalid': fault !== null,
    'aria-required': field.required,
    'aria-describedby': fault || field.hint ? `${id}-hint` : undefined,
    className: cx(
      BOX,
      fault ? 'border-bad' : 'border-line-strong',
      field.type === 'json' && 'font-mono text-xs',
      field.type === 'number' && 'tabular',
    ),
  }
  switch (field.type) {
    case 'boolean':
    case 'choice': {
      const options = field.type === 'boolean' ? ['true', 'false'] : field.options.map(String)
      return (
        <select {...common} onChange={(event) => onType(event.target.value)}>
          {typed !== '' && field.required ? null : <option value="">Not set</option>}
          {options.map((option) => (
            <option key={option} value={option}>
              {field.type === 'boolean' ? (option === 'true' ? 'Yes' : 'No') : reveal(option)}
            </option>
          ))}
        </select>
      )
    }
    case 'json':
      return <textarea {...common} rows={4} spellCheck={false} onChange={(event) => onType(event.target.value)} />
    case 'text':
      if (field.multiline) return <textarea {...common} rows={3} onChange={(event) => onType(event.target.value)} />
      return <input {...common} type="text" onChange={(event) => onType(event.target.value)} />
    case 'number':
      return (
        <input
          {...common}
          type="text"
          inputMode={field.whole ? 'numeric' : 'decimal'}
          onChange={(event) => onType(event.target.value)}
        />
      )
  }
}
