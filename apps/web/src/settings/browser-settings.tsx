'use client'

import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { Segmented } from '../ui/segmented.tsx'
import type { Preferences } from './preferences.ts'
import { usePreferences } from './preferences-provider.tsx'

const UNDO = [
  { value: 'asker', label: 'As asked' },
  { value: '0', label: 'None' },
  { value: '10', label: '10 s' },
  { value: '30', label: '30 s' },
  { value: '60', label: '60 s' },
] as const

const toUndo = (value: (typeof UNDO)[number]['value']): Preferences['undoSeconds'] =>
  ({ asker: 'asker', '0': 0, '10': 10, '30': 30, '60': 60 })[value] as Preferences['undoSeconds']

/** What this browser remembers; each choice counts at once. */
export function BrowserSettings() {
  const { preferences, change } = usePreferences()
  const { theme = 'system', setTheme } = useTheme()
  return (
    <div className="divide-y rounded-lg border px-4">
      <SettingRow
        title="Time to undo"
        text="A decision is recorded at once and sent to the workflow after this time. It is skipped when little time is left."
      >
        <Segmented
          label="Time to undo"
          value={String(preferences.undoSeconds) as (typeof UNDO)[number]['value']}
          options={UNDO}
          onChange={(value) => change({ undoSeconds: toUndo(value) })}
        />
      </SettingRow>
      <SettingRow title="After a decision" text="Stay and watch the workflow continue, or go straight to the next one.">
        <Segmented
          label="After a decision"
          value={preferences.afterDecision}
          options={[
            { value: 'stay', label: 'Stay' },
            { value: 'advance', label: 'Next one' },
          ]}
          onChange={(afterDecision) => change({ afterDecision })}
        />
      </SettingRow>
      <SettingRow title="Keyboard shortcuts" text="Single keys such as A, R and J. Tab and Enter always work.">
        <Segmented
          label="Keyboard shortcuts"
          value={preferences.shortcuts ? 'on' : 'off'}
          options={[
            { value: 'on', label: 'On' },
            { value: 'off', label: 'Off' },
          ]}
          onChange={(value) => change({ shortcuts: value === 'on' })}
        />
      </SettingRow>
      <SettingRow title="Theme" text="Light, dark, or whichever your system uses.">
        <Segmented
          label="Theme"
          value={theme}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={setTheme}
        />
      </SettingRow>
    </div>
  )
}

type RowProps = { readonly title: string; readonly text: ReactNode; readonly children: ReactNode }

export function SettingRow({ title, text, children }: RowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 py-4">
      <div className="max-w-[46ch] flex-1 basis-56">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-pretty text-ink-2 text-xs">{text}</p>
      </div>
      {children}
    </div>
  )
}
