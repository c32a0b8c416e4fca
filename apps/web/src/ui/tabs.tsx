'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

type Tab = { readonly id: string; readonly label: ReactNode; readonly panel: ReactNode }

/** Panels mount when first chosen, so that a tab nobody opens asks the API for nothing. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <Base.Root defaultValue={tabs[0]?.id ?? null}>
      <Base.List aria-label={label} className="flex gap-5 border-b max-md:gap-3.5">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id}
            value={tab.id}
            className="-mb-px border-transparent border-b-[1.5px] pt-1 pb-2 font-medium text-ink-3 transition-colors hover:text-ink data-active:border-ink data-active:text-ink max-md:min-h-11"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.id} value={tab.id} className="pt-4 outline-offset-4">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
