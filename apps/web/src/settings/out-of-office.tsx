'use client'

import { type DelegationView, delegationView, type MyDelegationRequest } from '@countersign/shared/delegations'
import { reveal } from '@countersign/shared/hidden-characters'
import { apiPath } from '@countersign/shared/paths'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldError } from '../api/field-error.ts'
import { myDelegationsQuery, peopleQuery } from '../api/my-queries.ts'
import { sentenceOf } from '../api/problem.ts'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../inbox/me.ts'
import { Clock } from '../time/moment.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Field, INPUT } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

/** Who votes from this person's seats while they are away. */
export function OutOfOffice() {
  const me = useMe()
  const delegations = useQuery(myDelegationsQuery)
  const current = delegations.data?.items.filter(({ state }) => state !== 'over') ?? []
  if (delegations.isError)
    return (
      <Banner tone="bad" live="alert" title="Your absences could not be read">
        {sentenceOf(delegations.error)}
      </Banner>
    )
  return (
    <div className="grid gap-4">
      {current.length > 0 ? (
        <ul className="divide-y overflow-hidden rounded-lg border">
          {current.map((each) => (
            <Absence key={each.id} delegation={each} mine={each.absent.id === me.id} />
          ))}
        </ul>
      ) : null}
      <NewAbsence />
    </div>
  )
}

function Absence({ delegation, mine }: { readonly delegation: DelegationView; readonly mine: boolean }) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: myDelegationsQuery.queryKey })
  const end = useCommand<object, typeof delegationView>(
    apiPath('myDelegationEnd', { id: delegation.id }),
    delegationView,
    () => void refresh(),
  )
  const { absent, delegate, from, until, state } = delegation
  return (
    <li className="flex flex-wrap items-center gap-3 px-3.5 py-2.5">
      <p className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium">
          {mine ? `${reveal(delegate.name)} stands in for you` : `You stand in for ${reveal(absent.name)}`}
        </span>
        <span className="block text-ink-2">
          {state === 'planned' ? (
            <>
              from <Clock at={from} />{' '}
            </>
          ) : null}
          until <Clock at={until} />
        </span>
        {end.isError ? <span className="block text-bad">{sentenceOf(end.error)}</span> : null}
      </p>
      {mine ? (
        <Button size="sm" disabledReason={end.isPending ? 'One moment…' : null} onClick={() => end.mutate({})}>
          {state === 'planned' ? 'Cancel' : 'I am back'}
        </Button>
      ) : null}
    </li>
  )
}

function NewAbsence() {
  const me = useMe()
  const client = useQueryClient()
  const people = useQuery(peopleQuery)
  const [delegate, setDelegate] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const set = useCommand<MyDelegationRequestBody, typeof delegationView>(
    apiPath('myDelegations'),
    delegationView,
    () => {
      setDelegate('')
      setFrom('')
      setUntil('')
      void client.invalidateQueries({ queryKey: myDelegationsQuery.queryKey })
    },
  )
  const blocked = set.isPending ? 'One moment…' : delegate && until ? null : 'Say who stands in, and until when.'
  const errorAt = (pointer: string) => fieldError(set.error, pointer)
  return (
    <form
      className="grid gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (blocked) return
        const span = { until: new Date(until).toISOString(), ...(from ? { from: new Date(from).toISOString() } : {}) }
        set.mutate({ delegate, ...span })
      }}
    >
      <div className="sm:col-span-2">
        <Field
          label="Who stands in"
          hint="They vote from your seats, with both names in the log, and hear of what waits for you."
          error={errorAt('/delegate')}
        >
          <Select value={delegate} onChange={(event) => setDelegate(event.target.value)}>
            <option value="">Choose…</option>
            {people.data?.items
              .filter(({ id }) => id !== me.id)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {reveal(name)}
                </option>
              ))}
          </Select>
        </Field>
      </div>
      <Field label="From" hint="Left empty: from now on" error={errorAt('/from')}>
        <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} className={INPUT} />
      </Field>
      <Field label="Until" hint="In your zone" error={errorAt('/until')}>
        <input
          type="datetime-local"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
          className={INPUT}
        />
      </Field>
      {set.isError ? (
        <div className="sm:col-span-2">
          <Banner tone="bad" live="alert" title="It was not saved">
            {sentenceOf(set.error)}
          </Banner>
        </div>
      ) : null}
      <div className="sm:col-span-2">
        <Button type="submit" tone="primary" disabledReason={blocked}>
          Set out of office
        </Button>
      </div>
    </form>
  )
}

type MyDelegationRequestBody = { [K in keyof MyDelegationRequest]: string }
