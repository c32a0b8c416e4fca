import type { AccountFinding, AccountId } from '@countersign/shared/accounts'
import type { ApprovalId, AttemptId, CallbackId, DecisionId } from '@countersign/shared/ids'
import type { Account, AccountCheck, Home } from '../domain/accounts/account.ts'
import type { Page } from './webhooks.ts'

/** The accounts, inside a transaction. */
export interface AccountStore {
  find(id: string): Promise<Account | undefined>
  /** Locks it until the transaction ends. */
  lock(id: AccountId): Promise<Account | undefined>
  /** `false` when there is one already. */
  insert(account: Account): Promise<boolean>
  /** As its next revision. */
  update(account: Account): Promise<void>
  /** What was found, and when it passed the next revision. */
  recordCheck(id: AccountId, check: AccountCheck): Promise<void>
  /** All that wait for this account (in these regions) are queued again; they go out soonest deadline first, as ever. */
  resumeParked(id: string, regions?: readonly string[]): Promise<readonly ResumedCallback[]>
}

export interface ResumedCallback {
  readonly callbackId: CallbackId
  readonly approvalId: ApprovalId
  readonly decisionId: DecisionId
}

export interface AccountDetail {
  readonly account: Account
  /** Answers that wait for it to let us in. */
  readonly parked: number
}

/** Outside any transaction: what the admin pages show, and what the delivery goes by. */
export interface AccountReader {
  find(id: string): Promise<Account | undefined>
  detail(id: AccountId): Promise<AccountDetail | undefined>
  /** By account id; `cursor` is the last of the page before. */
  list(page: { readonly cursor: AccountId | null; readonly limit: number }): Promise<Page<AccountDetail>>
  /** The accounts that have a rate of their own. */
  rates(): Promise<ReadonlyMap<string, number>>
  /** Of what waits for it, in each region the one whose task ends first. */
  parkedIn(id: string): Promise<readonly ParkedSample[]>
}

export interface ParkedSample {
  readonly region: string
  readonly attemptId: AttemptId
  readonly executionArn: string
  /** `null`: the task has no deadline. */
  readonly deadlineInMs: number | null
}

/** The account the service runs in. */
export interface HomeFinder {
  /** `null`: neither configured nor to be found out. Asked again later; never throws. */
  find(): Promise<Home | null>
}

/** What SendTask* calls an account allows. */
export interface SendQuota {
  /** Calls a second to each SendTask* API of this account and region. At once, as last heard. */
  quotaOf(account: string, region: string): number
}

/** Tries an account out: a role that is assumed anew, and calls that change nothing. */
export interface AccountProbe {
  probe(account: Account, regions: readonly string[]): Promise<readonly AccountFinding[]>
}
