'use client'

import { createContext, type ReactNode, useContext } from 'react'

/** The heading level of sections: one below the approval's own title, which is the page's `h1` when it is alone. */
export const SectionHeading = createContext<'h2' | 'h3'>('h3')

type Props = { readonly id: string; readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }

/** One of the detail's sections, in the fixed order of 03 §2.3; `[` and `]` step from one to the next. */
export function Section({ id, title, aside, children }: Props) {
  const Heading = useContext(SectionHeading)
  return (
    <section
      id={id}
      data-section
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      className="scroll-mt-4 pt-8 outline-none focus-visible:outline-offset-8"
    >
      <div className="mb-2.5 flex items-baseline justify-between gap-3">
        <Heading id={`${id}-title`} className="font-semibold text-sm tracking-[-0.005em]">
          {title}
        </Heading>
        {aside ? <div className="text-ink-3 text-xs">{aside}</div> : null}
      </div>
      {children}
    </section>
  )
}
