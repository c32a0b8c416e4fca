'use client'

import { useId } from 'react'
import { cx } from './cx.ts'

type Props = {
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

/** Several of a few: every choice in sight, each a checkbox. */
export function Choices({ label, hint, error = null, options, chosen, onChange }: Props) {
  const hintId = useId()
  return (
    <fieldset aria-describedby={hint || error ? hintId : undefined}>
      <legend className="mb-1.5 font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(({ value, label: words }) => {
          const on = chosen.includes(value)
          return (
            <label
              key={value}
              className={cx(
                'flex h-8 cursor-pointer select-none items-center gap-2 rounded-md border px-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-focus-visible:outline-offset-2 max-md:h-11',
                on ? 'border-accent-text bg-accent-soft font-medium' : 'border-line-strong bg-raised hover:bg-hover',
              )}
            >
              <input
                type="checkbox"
                checked={on}
                onChange={() => onChange(on ? chosen.filter((each) => each !== value) : [...chosen, value])}
                className="size-3.5 accent-(--accent)"
              />
              {words}
            </label>
          )
        })}
      </div>
      {hint || error ? (
        <p id={hintId} className={cx('mt-1.5 text-xs', error ? 'text-bad' : 'text-ink-2')}>
          {error ?? hint}
        </p>
      ) : null}
    </fieldset>
  )
}

type CheckProps = {
  readonly label: string
  readonly hint: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function Check({ label, hint, checked, onChange }: CheckProps) {
  const hintId = useId()
  return (
    <div className="flex items-start gap-2.5">
      <label className="flex items-start gap-2.5 max-md:min-h-11 max-md:items-center">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={hintId}
          onChange={(event) => onChange(event.target.checked)}
          className="mt-0.75 size-3.5 shrink-0 accent-(--accent) max-md:mt-0 max-md:size-5"
        />
        <span className="min-w-0">
          <span className="block font-medium">{label}</span>
          <span id={hintId} className="block text-ink-2 text-xs">
            {hint}
          </span>
        </span>
      </label>
    </div>
  )
}
