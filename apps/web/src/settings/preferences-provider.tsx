'use client'

import { createContext, type ReactNode, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { DEFAULT_PREFERENCES, type Preferences, parsePreferences } from './preferences.ts'

const KEY = 'countersign.preferences'
const CHANGED = 'countersign:preferences'

type Value = { readonly preferences: Preferences; readonly change: (part: Partial<Preferences>) => void }

const Context = createContext<Value>({ preferences: DEFAULT_PREFERENCES, change: () => {} })

export const usePreferences = (): Value => useContext(Context)

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const stored = useSyncExternalStore(subscribe, read, () => null)
  const preferences = useMemo(() => parsePreferences(stored), [stored])
  const change = useCallback((part: Partial<Preferences>) => {
    write(JSON.stringify({ ...parsePreferences(read()), ...part }))
  }, [])
  const value = useMemo(() => ({ preferences, change }), [preferences, change])
  return <Context value={value}>{children}</Context>
}

/** `storage` tells the other tabs, our own event tells this one. */
function subscribe(onChange: () => void): () => void {
  window.addEventListener('storage', onChange)
  window.addEventListener(CHANGED, onChange)
  return () => {
    window.removeEventListener('storage', onChange)
    window.removeEventListener(CHANGED, onChange)
  }
}

/** Storage can be forbidden by the browser; then every visit starts from the defaults. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(KEY, value)
  } catch {
    return
  }
  window.dispatchEvent(new Event(CHANGED))
}
