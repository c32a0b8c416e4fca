import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Approval, Attempt, Source } from '../domain/approval.ts'
import type { AttemptOrder } from '../domain/match-attempt.ts'
import type { Principal } from '../domain/principal.ts'
import type { TaskToken } from '../domain/task-token.ts'

export interface RequestApprovalCommand {
  readonly principal: Principal
  readonly taskToken: TaskToken
  readonly source: Source
  readonly order: AttemptOrder
  readonly request: ApprovalRequest
}

export interface Warning {
  readonly code: string
  readonly message: string
}

export interface ApprovalRequested {
  readonly kind: 'registered'
  readonly how: 'opened' | 'joined' | 'repeated' | 'late'
  readonly approval: Approval
  /** The attempt of this token; an older one than the approval's when it came late or is repeated after a retry. */
  readonly attempt: Attempt
  readonly warnings: readonly Warning[]
}
