'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react'
import { usePreferences } from '../settings/preferences-provider.tsx'
import { type Command, type KeyPlace, keyCommand } from './key-command.ts'

/** Returns false when it cannot act right now, so that the next listener may. */
type Handler = (command: Command) => boolean | undefined
/** Who is asked first: what is armed in the decision bar, then the open approval, then the list around it. */
const DEPTH = { bar: 2, approval: 1, page: 0 } as const
type Depth = keyof typeof DEPTH
type Entry = { readonly handler: Handler; readonly depth: Depth }
type Registry = { readonly add: (entry: Entry) => () => void; readonly run: (command: Command) => boolean }

const Context = createContext<Registry | null>(null)

/** `g` waits this long for its second key. */
const PREFIX_MS = 1_200

export function KeyboardProvider({ children }: { readonly children: ReactNode }) {
  const { preferences } = usePreferences()
  const handlers = useRef<Entry[]>([])

  const registry = useMemo<Registry>(
    () => ({
      add: (entry) => {
        handlers.current = [entry, ...handlers.current].sort((a, b) => DEPTH[b.depth] - DEPTH[a.depth])
        return () => {
          handlers.current = handlers.current.filter((each) => each !== entry)
        }
      },
      run: (command) => handlers.current.some(({ handler }) => handler(command) === true),
    }),
    [],
  )

  useEffect(() => {
    if (!preferences.shortcuts) return
    let prefix: 'g' | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const press = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        repeat: event.repeat,
        composing: event.isComposing,
      }
      const result = keyCommand(press, placeOf(event.target), prefix)
      prefix = result.prefix
      clearTimeout(timer)
      if (prefix) timer = setTimeout(() => (prefix = null), PREFIX_MS)
      if (result.command && registry.run(result.command)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [preferences.shortcuts, registry])

  return <Context value={registry}>{children}</Context>
}

export function useCommands(depth: Depth, handler: Handler): void {
  const registry = useContext(Context)
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => registry?.add({ depth, handler: (command) => latest.current(command) }), [registry, depth])
}

/** A layer that is fading out no longer has a claim on the keys. */
const OPEN_LAYER = ':is([role="dialog"], [role="alertdialog"], [role="menu"]):not([data-closed], [data-ending-style])'

function placeOf(target: EventTarget | null): KeyPlace {
  if (document.querySelector(OPEN_LAYER)) return 'dialog'
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.closest('input[type="radio"], input[type="checkbox"]')) return 'choice'
  if (target.isContentEditable || target.closest('input, textarea, select')) return 'typing'
  return target.closest('a, button, summary, [role="tab"], [role="button"], [role="treeitem"]') ? 'control' : 'page'
}
