import { type Explicit, registrationForms, type WholeContext } from '@countersign/shared/registration'
import type { ZodType } from 'zod'
import type { Source } from '../../domain/approval.ts'
import type { AttemptOrder } from '../../domain/match-attempt.ts'
import { TaskToken } from '../../domain/task-token.ts'
import type { RequestApprovalCommand } from '../../use-cases/request-approval.ts'

type Form = WholeContext | Explicit

/**
 * Before anything looks at the body: the execution's input is dropped (it is nobody's business here and may be large or
 * personal), and the form is picked by the presence of `context`, so that errors name the member that is wrong.
 */
export function prepareRegistration(json: unknown): { json: unknown; schema: ZodType<Form> } {
  if (!isRecord(json) || !Object.hasOwn(json, 'context')) return { json, schema: registrationForms.explicit }
  return { json: { ...json, context: withoutInput(json.context) }, schema: registrationForms.wholeContext }
}

function withoutInput(context: unknown): unknown {
  if (!isRecord(context) || !isRecord(context.Execution)) return context
  const { Input: _, ...execution } = context.Execution
  return { ...context, Execution: execution }
}

/** Both forms mean the same; the token is wrapped at once and travels on only in its opaque type (I10). */
export function parseRegistration(form: Form): Omit<RequestApprovalCommand, 'principal'> {
  const { source, order, token } = 'context' in form ? fromContext(form.context) : fromParts(form)
  return { taskToken: new TaskToken(token), source, order, request: form.approval }
}

interface Parts {
  readonly source: Source
  readonly order: AttemptOrder
  readonly token: string
}

function fromContext({ Task, Execution, State, StateMachine }: WholeContext['context']): Parts {
  return {
    token: Task.Token,
    source: {
      executionArn: Execution.Id,
      stateMachineArn: StateMachine?.Id ?? null,
      stateName: State.Name,
      enteredTime: State.EnteredTime ?? null,
    },
    order: { redriveCount: Execution.RedriveCount ?? 0, retryCount: State.RetryCount ?? 0 },
  }
}

function fromParts({ taskToken, execution, state, stateMachine }: Explicit): Parts {
  return {
    token: taskToken,
    source: {
      executionArn: execution.id,
      stateMachineArn: stateMachine?.id ?? null,
      stateName: state.name,
      enteredTime: state.enteredTime ?? null,
    },
    order: { redriveCount: execution.redriveCount ?? 0, retryCount: state.retryCount ?? 0 },
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
