'use client'

import { type IssuedSecret, issuedSecret, type SecretView } from '@countersign/shared/integrations'
import { useState } from 'react'
import { fieldError } from '../api/field-error.ts'
import { useCommand } from '../api/use-command.ts'
import { Ago, Clock } from '../time/moment.tsx'
import { useServerNow } from '../time/now.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, INPUT } from '../ui/field.tsx'
import { ProblemBanner } from '../ui/problem-banner.tsx'
import { Select } from '../ui/select.tsx'
import { Status } from '../ui/status.tsx'
import { SecretOnce } from './secret-once.tsx'

const OVERLAPS = [
  { value: '0', label: 'Not at all' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
] as const

type Props = {
  readonly path: string
  readonly secrets: readonly SecretView[]
  /** What the secret is for, in one sentence, for whoever stores it. */
  readonly use: string
  /** May the other side bring its own? */
  readonly own: boolean
  readonly onChanged: () => void
}

/** The live secrets, newest first, and their rotation: the new one counts at once, the others for a while longer. */
export function Secrets({ path, secrets, use, own, onChanged }: Props) {
  const [rotating, setRotating] = useState(false)
  const [issued, setIssued] = useState<IssuedSecret | null>(null)
  const serverNow = useServerNow()
  const sorted = [...secrets].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  return (
    <>
      {issued ? <SecretOnce secret={issued} use={use} onStored={() => setIssued(null)} /> : null}
      <ul className="divide-y rounded-lg border">
        {sorted.map((secret) => {
          const over = secret.expiresAt !== null && Date.parse(secret.expiresAt) <= serverNow()
          return (
            <li
              key={secret.id}
              className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-[10rem_1fr_auto]"
            >
              <code className="font-mono text-xs">whsec_…{secret.lastFour}</code>
              <span className="text-ink-2 max-sm:row-start-2">
                Made <Ago at={secret.createdAt} />
              </span>
              {secret.expiresAt === null ? (
                <Status tone="good">Counts</Status>
              ) : (
                <span className="flex flex-wrap items-center gap-x-2">
                  <Status tone={over ? 'off' : 'warn'}>{over ? 'Ended' : 'Ends'}</Status>
                  <Clock at={secret.expiresAt} className="text-ink-2 text-xs tabular" />
                </span>
              )}
            </li>
          )
        })}
        {sorted.length === 0 ? <li className="px-4 py-3 text-ink-2">No secret counts. Rotate to make one.</li> : null}
      </ul>
      <Button className="mt-3" onClick={() => setRotating(true)}>
        Rotate secret…
      </Button>
      {rotating ? (
        <RotateDialog
          path={path}
          own={own}
          onClose={() => setRotating(false)}
          onIssued={(secret) => {
            setIssued(secret)
            setRotating(false)
            onChanged()
          }}
        />
      ) : null}
    </>
  )
}

type RotateProps = {
  readonly path: string
  readonly own: boolean
  readonly onClose: () => void
  readonly onIssued: (secret: IssuedSecret) => void
}

function RotateDialog({ path, own, onClose, onIssued }: RotateProps) {
  const [overlap, setOverlap] = useState('86400')
  const [given, setGiven] = useState('')
  const rotate = useCommand<{ overlapSeconds: number; secret?: string }, typeof issuedSecret>(
    path,
    issuedSecret,
    onIssued,
  )
  const wrong = fieldError(rotate.error, '/secret', 'secret-in-use')
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Rotate secret"
      description="The new one counts at once."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (rotate.isPending) return
          const secret = given.trim()
          rotate.mutate({ overlapSeconds: Number(overlap), ...(secret ? { secret } : {}) })
        }}
      >
        <Field label="The old ones count for" hint="Long enough to change it on the other side.">
          <Select value={overlap} onChange={(event) => setOverlap(event.target.value)}>
            {OVERLAPS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        {own ? (
          <Field
            label="Secret of the other side (optional)"
            hint="Left empty, one is made here. Give it when the other system makes its own: whsec_ and base64."
            error={wrong}
          >
            <input
              value={given}
              onChange={(event) => setGiven(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              placeholder="whsec_…"
              className={`${INPUT} font-mono text-xs`}
            />
          </Field>
        ) : null}
        {wrong ? null : <ProblemBanner error={rotate.error} title="Nothing was rotated" />}
        <div className="flex justify-end gap-2">
          <Button tone="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" tone="primary" disabledReason={rotate.isPending ? 'Rotating…' : null}>
            Rotate
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
