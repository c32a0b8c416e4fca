'use client'

import type { Form } from '@countersign/shared/case'
import { reveal } from '@countersign/shared/hidden-characters'
import { type Dispatch, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { DraftAction, FormInput } from './decision-draft.ts'
import { diffJson } from './diff-json.ts'
import { DifferenceTable } from './difference-table.tsx'
import { FieldInput } from './field-input.tsx'
import { type FormField, formFields, readField, textAt, valueAt, withValue } from './form-fields.ts'

type Props = { readonly form: Form; readonly input: FormInput | null; readonly dispatch: Dispatch<DraftAction> }

const keyOf = (field: FormField): string => field.path.join('.')

/** The fields the asker lets a person change. What comes of it is shown as a difference before anything is sent. */
export function EditPanel({ form, input, dispatch }: Props) {
  const fields = formFields(form.schema)
  const start = input ?? form.initial
  const [before] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map((field) => [keyOf(field), textAt(start, field)])),
  )
  const [typed, setTyped] = useState(before)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select, textarea')?.focus()
  }, [])

  const reads = fields.map((field) => ({ field, read: readField(field, typed[keyOf(field)] ?? '') }))
  // A field that was not touched keeps its value, whatever its input would make of it.
  const touched = reads.filter(({ field }) => typed[keyOf(field)] !== before[keyOf(field)])
  const faults = reads.flatMap(({ field, read }) =>
    read.ok || (typed[keyOf(field)] === before[keyOf(field)] && valueAt(start, field.path) !== undefined)
      ? []
      : [{ field, message: read.message }],
  )
  const edited = touched.reduce<FormInput>(
    (value, { field, read }) => (read.ok ? withValue(value, field.path, read.value) : value),
    start,
  )
  const differences = diffJson(form.initial, edited)

  return (
    <form
      className="appear"
      onSubmit={(event) => {
        event.preventDefault()
        if (faults.length === 0) dispatch({ do: 'keep-edit', input: differences.length > 0 ? edited : null })
      }}
    >
      <p className="mb-3 font-semibold">Edit before you approve</p>
      <div ref={box} className="grid gap-3 sm:grid-cols-2">
        {reads.map(({ field, read }) => (
          <FieldInput
            key={keyOf(field)}
            field={field}
            typed={typed[keyOf(field)] ?? ''}
            fault={read.ok ? null : read.message}
            onType={(text) => setTyped((all) => ({ ...all, [keyOf(field)]: text }))}
          />
        ))}
      </div>
      {differences.length > 0 ? (
        <div className="mt-3 overflow-hidden rounded-lg border">
          <DifferenceTable differences={differences} fromLabel="As asked" toLabel="Your edit" />
        </div>
      ) : null}
      <div className="mt-3 flex flex-wrap items-center justify-end gap-2">
        <p role="status" className="mr-auto text-bad text-xs">
          {reveal(faults[0]?.message ?? '')}
        </p>
        <Button tone="ghost" onClick={() => dispatch({ do: 'keep-edit', input: null })}>
          Discard
        </Button>
        <Button tone="ghost" onClick={() => dispatch({ do: 'step-back' })}>
          Back <Kbd>Esc</Kbd>
        </Button>
        <Button tone="primary" type="submit" disabledReason={faults[0]?.message}>
          {differences.length > 0
            ? `Keep ${differences.length} ${differences.length === 1 ? 'change' : 'changes'}`
            : 'Nothing changed'}
        </Button>
      </div>
    </form>
  )
}
