import type { policyDocument } from '@countersign/shared/policy-document'
import type { Role } from '@countersign/shared/statuses'
import type { z } from 'zod'
import type { Identity } from '../domain/principal.ts'

/** Who there is in a fresh installation. */
export interface DirectorySeed {
  readonly policies: readonly { readonly name: string; readonly document: z.input<typeof policyDocument> }[]
  readonly teams: readonly { readonly id: string; readonly name: string; readonly defaultPolicy: string }[]
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly title: string
    readonly email: string
    readonly role: Role
    readonly teams: readonly string[]
    readonly identities: readonly Identity[]
  }[]
}
