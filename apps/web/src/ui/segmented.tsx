'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'

type Props<T extends string> = {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** A choice among a few words, all of them visible. */
export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="flex rounded-md border border-line bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          className="h-6.5 cursor-pointer select-none rounded-[0.3rem] px-2.5 text-ink-2 text-xs leading-6.5 transition-colors hover:text-ink data-checked:bg-selected data-checked:font-medium data-checked:text-ink data-checked:shadow-1 max-md:h-11 max-md:leading-11"
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
