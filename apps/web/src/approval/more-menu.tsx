'use client'

import { safeUrl } from '@countersign/shared/format-value'
import { webPaths } from '@countersign/shared/paths'
import type { ApprovalView } from '@countersign/shared/views'
import {
  AlarmClock,
  Ban,
  Bell,
  BellOff,
  Ellipsis,
  ExternalLink,
  Forward,
  Link2,
  SquareArrowOutUpRight,
} from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCommands } from '../keys/keyboard.tsx'
import { IconButton } from '../ui/button.tsx'
import { KeyCap } from '../ui/kbd.tsx'
import { Menu, MenuItem, MenuLink, MenuSeparator } from '../ui/menu.tsx'
import { useWatch } from './use-watch.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

/** Few open it, so the list does not wait for it. */
const SnoozeDialog = dynamic(() => import('./snooze-dialog.tsx').then((module) => module.SnoozeDialog))

const HandOverDialog = dynamic(() => import('./hand-over-dialog.tsx').then((module) => module.HandOverDialog))

export function MoreMenu({ approval }: { readonly approval: ApprovalView }) {
  const [dialog, setDialog] = useState<'withdraw' | 'snooze' | 'hand-over' | null>(null)
  const { mute } = useWatch(approval)
  const consoleUrl = safeUrl(approval.source.consoleUrl)
  const open = approval.status === 'pending'
  const muted = approval.watch?.muted === true

  useCommands('approval', (command) => {
    if (command === 'hand-over' && approval.may.reassign.allowed) {
      setDialog('hand-over')
      return true
    }
    if (command !== 'snooze' || !open || !approval.watch) return false
    setDialog('snooze')
    return true
  })

  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More actions">
            <Ellipsis className="size-4" aria-hidden="true" />
          </IconButton>
        }
      >
        {open && approval.watch ? (
          <>
            <MenuItem
              icon={<AlarmClock aria-hidden="true" />}
              tail={<KeyCap>H</KeyCap>}
              onSelect={() => setDialog('snooze')}
            >
              Snooze…
            </MenuItem>
            <MenuItem
              icon={muted ? <Bell aria-hidden="true" /> : <BellOff aria-hidden="true" />}
              onSelect={() => mute.mutate({ muted: !muted })}
            >
              {muted ? 'Unmute' : 'Mute: no messages about it'}
            </MenuItem>
            <MenuSeparator />
          </>
        ) : null}
        {open ? (
          <MenuItem
            icon={<Forward aria-hidden="true" />}
            tail={<KeyCap>F</KeyCap>}
            disabledReason={approval.may.reassign.allowed ? null : approval.may.reassign.reason}
            onSelect={() => setDialog('hand-over')}
          >
            Hand it over…
          </MenuItem>
        ) : null}
        <MenuItem
          icon={<Link2 aria-hidden="true" />}
          onSelect={() => void navigator.clipboard?.writeText(approval.url)}
        >
          Copy link
        </MenuItem>
        <MenuLink icon={<SquareArrowOutUpRight aria-hidden="true" />} href={webPaths.approval(approval.id)}>
          Open in its own tab
        </MenuLink>
        {consoleUrl ? (
          <MenuLink icon={<ExternalLink aria-hidden="true" />} href={consoleUrl.href}>
            Execution in the AWS console
          </MenuLink>
        ) : null}
        <MenuSeparator />
        <MenuItem
          icon={<Ban aria-hidden="true" />}
          disabledReason={approval.may.cancel.allowed ? null : approval.may.cancel.reason}
          onSelect={() => setDialog('withdraw')}
        >
          Withdraw the question
        </MenuItem>
      </Menu>
      {dialog === 'snooze' ? (
        <SnoozeDialog approval={approval} open onOpenChange={(still) => setDialog(still ? 'snooze' : null)} />
      ) : null}
      {dialog === 'hand-over' ? (
        <HandOverDialog approval={approval} onOpenChange={(still) => setDialog(still ? 'hand-over' : null)} />
      ) : null}
      <WithdrawDialog
        approval={approval}
        open={dialog === 'withdraw'}
        onOpenChange={(still) => setDialog(still ? 'withdraw' : null)}
      />
    </>
  )
}
