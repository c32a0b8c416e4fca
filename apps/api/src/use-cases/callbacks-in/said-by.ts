import type { Mapping } from '@countersign/shared/integrations'
import type { VoteRequest } from '@countersign/shared/requests'
import type { Approval } from '../../domain/approval.ts'
import { mappedHeaders, mappingApproval } from '../../domain/integrations/mapping-input.ts'
import { voteRequestOf } from '../../domain/integrations/vote-request-of.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { MappingEngine } from '../../ports/mapping.ts'

export type Said = { readonly kind: 'vote'; readonly request: VoteRequest } | { readonly kind: 'ignored' } | Refused

export interface MessageToRead {
  readonly json: unknown
  readonly headerValues: (name: string) => readonly string[]
  readonly mapping: Mapping
  readonly approval: Approval
  /** The one the message's address belongs to. */
  readonly attempt: number
}

/** What a message says, in our words: a vote on the attempt it was asked about, nothing, or something unreadable. */
export function saidBy(mappings: Pick<MappingEngine, 'apply'>, message: MessageToRead): Said {
  const { json, headerValues, mapping, approval, attempt } = message
  const input = { body: json, headers: mappedHeaders(headerValues), approval: mappingApproval(approval, attempt) }
  const mapped = mappings.apply(mapping, input)
  switch (mapped.kind) {
    case 'ignored':
      return { kind: 'ignored' }
    case 'fault': {
      const faults = mapped.errors.map(({ expression, message: fault }) => `${expression}: ${fault}`).join('; ')
      return refused({
        code: 'unmappable',
        sentence: `The integration's mapping makes no decision of this message: ${faults}. Repair the mapping, or the message, and send it again.`,
      })
    }
    case 'decision':
      return { kind: 'vote', request: voteRequestOf(mapped, { caseDigest: approval.caseDigest, attempt }) }
  }
}
