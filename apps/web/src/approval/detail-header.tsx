'use client'

import { safeUrl } from '@countersign/shared/format-value'
import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { Ban, Ellipsis, ExternalLink, Link2, SquareArrowOutUpRight } from 'lucide-react'
import { useState } from 'react'
import { Ago, Clock } from '../time/moment.tsx'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLink, MenuSeparator } from '../ui/menu.tsx'
import { WithdrawDialog } from './withdraw-dialog.tsx'

export function DetailHeader({ approval, alone }: { readonly approval: ApprovalView; readonly alone: boolean }) {
  const { source, requestedBy, tags } = approval
  const Title = alone ? 'h1' : 'h2'
  const production = /^prod/i.test(tags.env ?? '')
  return (
    <header>
      <div className="flex items-center gap-2 text-ink-3 text-xs">
        {production ? (
          <span className="rounded-sm bg-bad-soft px-1.5 font-semibold text-2xs text-bad uppercase tracking-wide">
            Prod
          </span>
        ) : null}
        <p className="min-w-0 truncate">
          {approval.team.name}
          <Slash />
          <bdi>{reveal(source.stateMachineName)}</bdi>
          <Slash />
          <bdi>{reveal(source.stateName)}</bdi>
        </p>
        <div className="ml-auto">
          <MoreMenu approval={approval} />
        </div>
      </div>
      <Title
        id="approval-title"
        tabIndex={-1}
        dir="auto"
        className="mt-1 text-balance font-semibold text-xl tracking-[-0.017em] outline-none wrap-anywhere"
      >
        {reveal(approval.title)}
      </Title>
      <p className="mt-1.5 text-ink-2">
        {requestedBy ? (
          <>
            <bdi className="font-medium text-ink">{reveal(requestedBy.name)}</bdi> asked
          </>
        ) : (
          'The workflow asked'
        )}{' '}
        <Ago at={approval.createdAt} />
        <span className="text-ink-3">
          {' · '}
          <Clock at={approval.createdAt} />
          {approval.attempt > 1 ? ` · attempt ${approval.attempt}` : ''}
          {approval.key === null ? '' : ` · item ${reveal(approval.key)}`}
        </span>
      </p>
    </header>
  )
}

const Slash = () => <span className="mx-1.5 text-ink-3/60">/</span>

function MoreMenu({ approval }: { readonly approval: ApprovalView }) {
  const [withdrawing, setWithdrawing] = useState(false)
  const consoleUrl = safeUrl(approval.source.consoleUrl)
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
        <MenuItem
          icon={<Link2 aria-hidden="true" />}
          onSelect={() => void navigator.clipboard?.writeText(approval.url)}
        >
          Copy link
        </MenuItem>
        <MenuLink
          icon={<SquareArrowOutUpRight aria-hidden="true" />}
          href={`/inbox/${encodeURIComponent(approval.id)}`}
        >
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
          onSelect={() => setWithdrawing(true)}
        >
          Withdraw the question
        </MenuItem>
      </Menu>
      <WithdrawDialog approval={approval} open={withdrawing} onOpenChange={setWithdrawing} />
    </>
  )
}
