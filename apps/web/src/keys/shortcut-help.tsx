'use client'

import { usePreferences } from '../settings/preferences-provider.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyCap } from '../ui/kbd.tsx'

const MAP: readonly { readonly title: string; readonly keys: readonly (readonly [keys: string, does: string])[] }[] = [
  {
    title: 'Move',
    keys: [
      ['J K', 'next, previous'],
      ['Enter', 'open'],
      ['Esc', 'back'],
      ['[ ]', 'previous, next section'],
      ['D', 'what changes'],
      ['V', 'raw ids'],
      ['S', 'reveal, hide values'],
      ['/', 'search'],
      ['N', 'load new items'],
    ],
  },
  {
    title: 'Decide',
    keys: [
      ['A', 'arm approve'],
      ['Enter', 'send what is armed'],
      ['Esc', 'step back'],
      ['R', 'reject'],
      ['1 – 9', 'pick a reason'],
      ['Ctrl Enter', 'send the rejection'],
      ['E', 'edit, then approve'],
      ['C', 'comment'],
      ['Z', 'undo the last decision'],
      ['H', 'snooze'],
      ['M', 'claim, release'],
      ['F', 'hand it over'],
    ],
  },
  {
    title: 'Go to',
    keys: [
      ['G I', 'waiting for me'],
      ['G T', 'all open'],
      ['G S', 'asked by me'],
      ['G Z', 'snoozed'],
      ['G H', 'done'],
      ['?', 'this help'],
    ],
  },
]

type Props = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }

export function ShortcutHelp({ open, onOpenChange }: Props) {
  const { preferences, change } = usePreferences()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      description="They rest while you type, and while a dialog is open."
    >
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
        {MAP.map((group) => (
          <section key={group.title}>
            <h3 className="mb-2 font-medium text-ink-3 text-xs">{group.title}</h3>
            <dl className="grid grid-cols-[6rem_1fr] items-center gap-y-1.5">
              {group.keys.map(([keys, does]) => (
                <div key={`${keys} ${does}`} className="contents">
                  <dt className="flex items-center gap-1">
                    <span className="sr-only">{keys}</span>
                    {keys
                      .split(' ')
                      .map((key) => (key === '–' ? <span key={key}>–</span> : <KeyCap key={key}>{key}</KeyCap>))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-6 flex items-center justify-between gap-4 border-t pt-4">
        <p className="text-ink-2">Single-key shortcuts are {preferences.shortcuts ? 'on' : 'off'} in this browser.</p>
        <Button onClick={() => change({ shortcuts: !preferences.shortcuts })}>
          {preferences.shortcuts ? 'Switch shortcuts off' : 'Switch shortcuts on'}
        </Button>
      </div>
    </Dialog>
  )
}
