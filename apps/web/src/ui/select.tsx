'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { INPUT } from './field.tsx'

/** The browser's own list, closed like every other field: its arrow differs from system to system. */
export function Select({ className, ...control }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative block', className)}>
      <select {...control} className={cx(INPUT, 'appearance-none truncate pr-8')} />
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-ink-3"
      />
    </span>
  )
}
