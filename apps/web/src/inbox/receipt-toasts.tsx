'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { projectCase } from '@countersign/shared/project-case'
import { CircleAlert, CircleCheck, LoaderCircle, Undo2, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useApproval } from '../approval/use-approval.ts'
import { useUndo } from '../approval/use-undo.ts'
import { useCommands } from '../keys/keyboard.tsx'
import { useNow } from '../time/now.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type Receipt, useReceipts } from './receipts.tsx'

/** A good end is read at a glance; anything else stays until it is closed by hand. */
const LINGER_MS = 6_000

export function ReceiptToasts() {
  const { receipts } = useReceipts()
  return (
    <section
      aria-label="Notifications"
      className="pointer-events-none fixed inset-x-3 top-3 z-30 flex flex-col gap-2 md:top-auto md:right-auto md:bottom-4 md:left-60 md:w-[22rem]"
    >
      {receipts.map((receipt, index) => (
        <ReceiptToast key={receipt.approvalId} receipt={receipt} newest={index === 0} />
      ))}
    </section>
  )
}

function ReceiptToast({ receipt, newest }: { readonly receipt: Receipt; readonly newest: boolean }) {
  const { remove, shownId } = useReceipts()
  const { data: approval } = useApproval(receipt.approvalId)
  const undo = useUndo(receipt.approvalId)
  const box = useRef<HTMLDivElement>(null)
  const now = useNow(() => 1_000)

  const status = approval?.callback?.status
  const undone = approval !== undefined && approval.decision === null && approval.status === 'pending'
  const undoUntil = approval?.decision?.undoUntil ? Date.parse(approval.decision.undoUntil) : 0
  const canUndo = !undone && status === 'held' && undoUntil > now && approval?.may.undo.allowed === true
  const settled = undone || status === 'confirmed'
  const delivery = approval ? projectCase(approval).delivery : null
  const tone = undone ? 'wait' : (delivery?.tone ?? 'wait')

  useEffect(() => {
    if (!settled) return
    // Someone who points at it or stands in it is reading: it stays.
    const timer = setInterval(() => {
      if (!box.current?.matches(':hover, :focus-within')) remove(receipt.approvalId)
    }, LINGER_MS)
    return () => clearInterval(timer)
  }, [settled, remove, receipt.approvalId])

  useCommands('bar', (command) => {
    if (command !== 'undo' || !newest || !canUndo) return false
    undo.mutate()
    return true
  })

  if (shownId === receipt.approvalId) return null
  return (
    <div ref={box} className="appear pointer-events-auto relative overflow-hidden rounded-lg bg-raised shadow-2">
      <div className="flex items-start gap-2.5 py-2.5 pr-2 pl-3.5">
        <ToneIcon tone={tone} undone={undone} />
        <div role="status" className="min-w-0 flex-1 py-0.5">
          <p className="truncate font-medium">{undone ? `Undone: ${reveal(receipt.label)}` : reveal(receipt.label)}</p>
          <p dir="auto" className="truncate text-ink-2">
            {reveal(receipt.title)}
          </p>
          <p className="mt-0.5 text-ink-3 text-xs">
            {undone ? 'Nothing was sent. It is open again.' : (delivery?.sentence ?? 'Recorded.')}
          </p>
        </div>
        {canUndo ? (
          <Button
            size="sm"
            onClick={() => undo.mutate()}
            aria-keyshortcuts="z"
            disabledReason={undo.isPending ? 'Undoing…' : null}
          >
            <Undo2 className="size-3.5" aria-hidden="true" />
            Undo
            <span className="text-ink-3 tabular" aria-hidden="true">
              {Math.ceil((undoUntil - now) / 1_000)} s
            </span>
            <Kbd>Z</Kbd>
          </Button>
        ) : (
          <IconButton label="Dismiss" onClick={() => remove(receipt.approvalId)}>
            <X className="size-3.5" aria-hidden="true" />
          </IconButton>
        )}
      </div>
    </div>
  )
}

function ToneIcon({ tone, undone }: { readonly tone: 'wait' | 'good' | 'bad'; readonly undone: boolean }) {
  if (undone) return <Undo2 className="mt-1 size-4 shrink-0 text-ink-3" aria-hidden="true" />
  if (tone === 'good') return <CircleCheck className="mt-1 size-4 shrink-0 text-good" aria-hidden="true" />
  if (tone === 'bad') return <CircleAlert className="mt-1 size-4 shrink-0 text-bad" aria-hidden="true" />
  return (
    <LoaderCircle
      className="mt-1 size-4 shrink-0 text-ink-3 motion-safe:animate-spin motion-safe:[animation-duration:1.6s]"
      aria-hidden="true"
    />
  )
}
