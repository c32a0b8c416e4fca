import { z } from 'zod'
import { delegationId, userId } from './ids.ts'
import { instant, line } from './text.ts'

const at = z.iso.datetime()
const person = z.strictObject({ id: z.string(), name: z.string() })

/** Somebody is away, and somebody else votes from their seats meanwhile. */
export const delegationView = z
  .strictObject({
    id: delegationId,
    absent: person,
    delegate: person,
    from: at,
    until: at,
    note: z.string().nullable(),
    state: z.enum(['planned', 'active', 'over']),
  })
  .meta({ id: 'Delegation' })

export const delegationList = z.strictObject({ items: z.array(delegationView) }).meta({ id: 'Delegations' })

const span = {
  delegate: userId.describe('Who votes from the seats of the absent person'),
  from: instant.optional().describe('Left out: from now on'),
  until: instant,
  note: line(200).optional(),
}

export const myDelegationRequest = z.strictObject(span).meta({ id: 'MyDelegationRequest' })
export const delegationRequest = z.strictObject({ absent: userId, ...span }).meta({ id: 'DelegationRequest' })
export const endDelegationRequest = z.strictObject({}).meta({ id: 'EndDelegationRequest' })

export const peopleView = z.strictObject({ items: z.array(person) }).meta({ id: 'People' })
export const successorsView = z
  .strictObject({ people: z.array(person), teams: z.array(person) })
  .meta({ id: 'Successors' })

export type DelegationView = z.output<typeof delegationView>
export type MyDelegationRequest = z.output<typeof myDelegationRequest>
