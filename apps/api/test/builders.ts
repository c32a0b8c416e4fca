import { randomBytes } from 'node:crypto'
import { keyId, teamId, userId } from '@countersign/shared/ids'
import { type ApprovalRequest, approvalRequest } from '@countersign/shared/registration'
import type { VoteRequest } from '@countersign/shared/requests'
import type { z } from 'zod'
import type { Source } from '../src/domain/approval.ts'
import type { ApiKey, Principal, User } from '../src/domain/principal.ts'
import { SCOPES } from '../src/domain/principal.ts'
import { TaskToken } from '../src/domain/task-token.ts'
import type { RequestApprovalCommand } from '../src/use-cases/request-approval.ts'

const MACHINE = 'arn:aws:states:eu-north-1:123456789012:stateMachine:Refunds'
let executions = 0

/** A token that looks like one of AWS: long, and with every awkward character of base64. */
export const aToken = (): TaskToken => new TaskToken(`AAAAKgAAAAIAAAAAAAAAA${randomBytes(400).toString('base64')}+/=`)

export function aSource(overrides: Partial<Source> = {}): Source {
  executions += 1
  return {
    executionArn: `${MACHINE.replace('stateMachine', 'execution')}:run-${executions}-${randomBytes(4).toString('hex')}`,
    stateMachineArn: MACHINE,
    stateName: 'ReviewRefund',
    enteredTime: null,
    ...overrides,
  }
}

/** As the HTTP edge parses it, so that defaults are those of the contract. */
const aRequest = (overrides: Partial<z.input<typeof approvalRequest>> = {}): ApprovalRequest =>
  approvalRequest.parse({ title: 'Refund EUR 1,240 to order 8812', team: 'payments', ...overrides })

const aKey = (overrides: Partial<ApiKey> = {}): ApiKey => ({
  id: keyId.parse('testkey00001'),
  name: 'Test workflows',
  scopes: SCOPES,
  teams: [],
  actsAs: null,
  ...overrides,
})

export const byKey = (overrides: Partial<ApiKey> = {}): Principal => ({ kind: 'key', key: aKey(overrides), via: 'api' })

/** One of the demo's people; the directory's own facts replace these inside each transaction. */
export function byUser(id: string, overrides: Partial<User> = {}): Principal {
  const user: User = {
    id: userId.parse(id),
    name: id,
    email: null,
    identities: [],
    role: 'reviewer',
    teams: [teamId.parse('payments')],
    disabled: false,
    ...overrides,
  }
  return { kind: 'user', user, via: 'web' }
}

export interface RegistrationOverrides {
  readonly principal?: Principal
  readonly taskToken?: TaskToken
  readonly source?: Source
  readonly retryCount?: number
  readonly redriveCount?: number
  readonly request?: Partial<z.input<typeof approvalRequest>>
}

export const aRegistration = (overrides: RegistrationOverrides = {}): RequestApprovalCommand => ({
  principal: overrides.principal ?? byKey(),
  taskToken: overrides.taskToken ?? aToken(),
  source: overrides.source ?? aSource(),
  order: { retryCount: overrides.retryCount ?? 0, redriveCount: overrides.redriveCount ?? 0 },
  request: aRequest(overrides.request),
})

export const aVote = (caseDigest: string, overrides: Partial<VoteRequest> = {}): VoteRequest => ({
  outcome: 'approve',
  caseDigest,
  ...overrides,
})
