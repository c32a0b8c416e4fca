'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

const ITEM =
  'flex w-full select-none items-center gap-2.5 rounded-md px-2 py-1.5 text-left outline-none data-highlighted:bg-hover data-disabled:text-ink-3 max-md:min-h-11'

type MenuProps = {
  /** The button that opens it, with its accessible name. */
  readonly trigger: ReactElement
  readonly align?: 'start' | 'end'
  readonly side?: 'top' | 'bottom'
  readonly children: ReactNode
}

export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-50">
          <Base.Popup className="min-w-52 max-w-80 origin-(--transform-origin) rounded-lg bg-raised p-1 shadow-2 outline-none motion-safe:transition motion-safe:duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type ItemProps = {
  readonly icon?: ReactNode
  readonly onSelect: () => void
  readonly children: ReactNode
  readonly tail?: ReactNode
  readonly disabledReason?: string | null
}

export function MenuItem({ icon, onSelect, children, tail, disabledReason }: ItemProps) {
  return (
    <Base.Item className={ITEM} disabled={Boolean(disabledReason)} onClick={onSelect}>
      {icon ? <span className="text-ink-3 [&>svg]:size-4">{icon}</span> : null}
      <span className="min-w-0 flex-1">
        {children}
        {disabledReason ? <span className="block text-2xs text-ink-3">{disabledReason}</span> : null}
      </span>
      {tail}
    </Base.Item>
  )
}

export function MenuLink({
  icon,
  href,
  children,
}: {
  readonly icon?: ReactNode
  readonly href: string
  readonly children: ReactNode
}) {
  return (
    <Base.LinkItem className={ITEM} href={href} target="_blank" rel="noopener noreferrer">
      {icon ? <span className="text-ink-3 [&>svg]:size-4">{icon}</span> : null}
      <span className="flex-1">{children}</span>
    </Base.LinkItem>
  )
}

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[]
  readonly onChange: (value: T) => void
}

export function MenuChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 font-medium text-2xs text-ink-3">{label}</Base.GroupLabel>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} closeOnClick className={ITEM}>
          {option.icon ? <span className="text-ink-3 [&>svg]:size-4">{option.icon}</span> : null}
          <span className="flex-1">{option.label}</span>
          <Base.RadioItemIndicator keepMounted className={cx('text-accent-text', 'data-unchecked:invisible')}>
            <Check className="size-4" aria-hidden="true" />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}

export const MenuSeparator = () => <Base.Separator className="mx-1 my-1 h-px bg-line" />
