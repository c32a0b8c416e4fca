'use client'

import { webPaths } from '@countersign/shared/paths'
import { useQueryClient } from '@tanstack/react-query'
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { signOut } from '../api/sign-in.ts'
import { Avatar } from '../ui/avatar.tsx'
import { KeyCap } from '../ui/kbd.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { useMe } from './me.ts'
import { SETUP_PAGES } from './setup-pages.ts'

const THEMES = [
  { value: 'system', label: 'Like the system', icon: <Monitor aria-hidden="true" /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" /> },
] as const

const ROLE_WORDS = { reviewer: 'Reviewer', admin: 'Admin', auditor: 'Auditor' } as const

type Props = { readonly compact?: boolean; readonly onHelp: () => void }

export function AccountMenu({ compact = false, onHelp }: Props) {
  const me = useMe()
  const client = useQueryClient()
  const router = useRouter()
  const { theme, setTheme } = useTheme()

  const leave = () => {
    signOut().then(
      () => {
        client.clear()
        router.replace(webPaths.signIn())
      },
      () => router.refresh(),
    )
  }

  return (
    <Menu
      side={compact ? 'bottom' : 'top'}
      align={compact ? 'end' : 'start'}
      trigger={
        compact ? (
          <button
            type="button"
            aria-label={`Account: ${me.name}`}
            className="grid size-11 place-items-center rounded-md"
          >
            <Avatar name={me.name} />
          </button>
        ) : (
          <button
            type="button"
            aria-label={`Account: ${me.name}`}
            className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
          >
            <Avatar name={me.name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{me.name}</span>
              <span className="block truncate text-ink-3 text-xs">{ROLE_WORDS[me.role]}</span>
            </span>
            <ChevronsUpDown className="size-3.5 text-ink-3" aria-hidden="true" />
          </button>
        )
      }
    >
      <div className="px-2 pt-1.5 pb-2">
        <p className="font-medium">{me.name}</p>
        <p className="text-ink-3 text-xs">
          {ROLE_WORDS[me.role]}
          {me.teams.length > 0 ? ` · ${me.teams.map((team) => team.name).join(', ')}` : ''}
        </p>
      </div>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme ?? 'system'} options={THEMES} onChange={setTheme} />
      <MenuSeparator />
      {compact && me.role === 'admin' ? (
        <>
          {SETUP_PAGES.map(({ href, label, icon: Icon }) => (
            <MenuItem key={href} icon={<Icon aria-hidden="true" />} onSelect={() => router.push(href)}>
              {label}
            </MenuItem>
          ))}
          <MenuSeparator />
        </>
      ) : null}
      <MenuItem icon={<Settings2 aria-hidden="true" />} onSelect={() => router.push(webPaths.settings())}>
        Settings
      </MenuItem>
      <MenuItem icon={<Keyboard aria-hidden="true" />} onSelect={onHelp} tail={<KeyCap>?</KeyCap>}>
        Keyboard shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={leave}>
        {me.authMode === 'demo' ? 'Switch person' : 'Sign out'}
      </MenuItem>
    </Menu>
  )
}
