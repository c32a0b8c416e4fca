'use client'

import { cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export const INPUT =
  'block h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 placeholder:text-ink-3 focus:outline-2 focus:outline-accent-text focus:-outline-offset-1 aria-invalid:border-bad max-md:h-11'
export const TEXTAREA = cx(INPUT.replace('h-8', 'min-h-8').replace('max-md:h-11', 'max-md:min-h-11'), 'resize-y py-1.5')

type ControlProps = {
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
}

type Props = {
  readonly label: string
  readonly hint?: ReactNode
  /** What the service said about this very field; shown under it and read with it. */
  readonly error?: string | null
  readonly children: ReactElement<ControlProps>
}

/** A control with its label, its hint and the service's word about it. */
export function Field({ label, hint, error = null, children }: Props) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ')
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error ? (
        <p id={errorId} className="mt-1.5 text-bad text-xs wrap-anywhere">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={hintId} className="mt-1.5 text-ink-2 text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
