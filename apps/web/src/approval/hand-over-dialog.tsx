'use client'

import { successorsView } from '@countersign/shared/delegations'
import { reveal } from '@countersign/shared/hidden-characters'
import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '../api/problem.ts'
import { request } from '../api/request.ts'
import { useCommand } from '../api/use-command.ts'
import { useRemember } from '../inbox/remember.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

type Props = { readonly approval: ApprovalView; readonly onOpenChange: (open: boolean) => void }
type To = { readonly to: { readonly person: string } | { readonly team: string } }

/** To a colleague who has a seat, or to a team that the policy names. */
export function HandOverDialog({ approval, onOpenChange }: Props) {
  const path = apiPath('reassign', { id: approval.id })
  const successors = useQuery({
    queryKey: ['successors', approval.id, approval.version],
    queryFn: ({ signal }) => request(path, successorsView, { signal }),
  })
  const remember = useRemember()
  const [choice, setChoice] = useState('')
  const hand = useCommand<To, typeof approvalView>(path, approvalView, (view) => {
    remember(view)
    onOpenChange(false)
  })
  const { people = [], teams = [] } = successors.data ?? {}
  const others = people.filter(({ id }) => id !== approval.assignee?.id)
  const blocked = hand.isPending ? 'One moment…' : choice === '' ? 'Choose somebody first.' : null
  const send = () => {
    const at = choice.indexOf(':')
    const id = choice.slice(at + 1)
    hand.mutate({ to: choice.startsWith('team:') ? { team: id } : { person: id } })
  }
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Hand it over"
      description="They are told. A colleague is named as the one it waits for, and others may still decide; another team takes the place of yours."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!blocked) send()
        }}
      >
        <Field label="To" hint={successors.isPending ? 'Looking who may decide it…' : undefined}>
          <Select value={choice} onChange={(event) => setChoice(event.target.value)}>
            <option value="">Choose…</option>
            {others.length > 0 ? (
              <optgroup label="People">
                {others.map(({ id, name }) => (
                  <option key={id} value={`person:${id}`}>
                    {reveal(name)}
                  </option>
                ))}
              </optgroup>
            ) : null}
            {teams.length > 0 ? (
              <optgroup label="Teams">
                {teams.map(({ id, name }) => (
                  <option key={id} value={`team:${id}`}>
                    {reveal(name)}
                  </option>
                ))}
              </optgroup>
            ) : null}
          </Select>
        </Field>
        {hand.isError || successors.isError ? (
          <div className="mt-3">
            <Banner tone="bad" live="alert" title="It was not handed over">
              {sentenceOf(hand.error ?? successors.error)}
            </Banner>
          </div>
        ) : null}
        <div className="mt-4 flex justify-end gap-2">
          <Button tone="ghost" onClick={() => onOpenChange(false)}>
            Keep it here
          </Button>
          <Button type="submit" tone="primary" disabledReason={blocked}>
            Hand over
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
