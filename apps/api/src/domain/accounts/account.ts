import type { AccountFinding, AccountId } from '@countersign/shared/accounts'

/** An AWS account whose workflows may ask here, and how its Step Functions is reached. */
export interface Account {
  readonly id: AccountId
  readonly label: string
  /** `null`: the service's own credentials. */
  readonly roleArn: string | null
  /** Ours, and another one for each account: a role that trusts it trusts nobody else who uses this service. */
  readonly externalId: string
  /** Empty: every region. */
  readonly regions: readonly string[]
  /** `null`: the rate of the configuration. */
  readonly sendTaskRate: number | null
  /** Rises with every change and every repair: what was refused under an older one is tried anew. */
  readonly revision: number
  readonly check: AccountCheck | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly disabledAt: Date | null
}

export interface AccountCheck {
  readonly at: Date
  readonly passed: boolean
  readonly findings: readonly AccountFinding[]
}

/** The account the service itself runs in. */
export interface Home {
  readonly id: AccountId
  /** Whom the roles of other accounts have to trust. */
  readonly principalArn: string | null
}
