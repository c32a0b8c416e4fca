import type { CallbackStatus, CloseReason, Risk, Via } from './statuses.ts'

/** The one place where a status becomes a sentence; web, mail, Slack and API read it from here. */
export const CLOSE_SENTENCES: Record<CloseReason, string> = {
  task_timed_out: 'The task timed out before anyone decided.',
  heartbeat_missed: 'The task missed its heartbeat, so the workflow stopped waiting.',
  execution_aborted: 'The execution was stopped.',
  execution_timed_out: 'The execution timed out.',
  execution_failed: 'The execution failed elsewhere.',
  execution_succeeded: 'The execution finished without this answer.',
  sibling_failed: 'Another branch of the workflow failed, so this task was aborted.',
  answered_elsewhere: 'Something other than Countersign answered the task.',
  cancelled_by_requester: 'The requester withdrew the question.',
  task_gone: 'Step Functions no longer waits for this task.',
  policy_expired: 'Nobody decided in the time the policy gives.',
  policy_answered: 'Nobody decided in the time the policy gives, so the policy answered the workflow.',
}

/** Short label and full sentence of each delivery state (03: honest delivery). `step` counts Recorded → Sent → Continued. */
export const DELIVERY_WORDING: Record<
  CallbackStatus,
  { label: string; sentence: string; step: 1 | 2 | 3; tone: 'wait' | 'good' | 'bad' }
> = {
  held: { label: 'Recorded', sentence: 'Recorded. Not sent yet: it can still be undone.', step: 1, tone: 'wait' },
  queued: { label: 'Recorded', sentence: 'Recorded. Waiting to be sent to Step Functions.', step: 1, tone: 'wait' },
  sending: { label: 'Sending', sentence: 'Being sent to Step Functions.', step: 2, tone: 'wait' },
  unconfirmed: {
    label: 'Sent',
    sentence: 'Sent, but the reply was lost or unclear. Checking the execution history.',
    step: 2,
    tone: 'wait',
  },
  confirmed: {
    label: 'Workflow continued',
    sentence: 'The workflow received this decision and continued.',
    step: 3,
    tone: 'good',
  },
  closed_elsewhere: {
    label: 'Answered elsewhere',
    sentence: 'This decision did not take effect: something else answered the task first. Security has been alerted.',
    step: 2,
    tone: 'bad',
  },
  too_late: {
    label: 'Too late',
    sentence: 'This decision did not take effect: the workflow had stopped waiting.',
    step: 2,
    tone: 'bad',
  },
  parked: {
    label: 'Delivery failed',
    sentence: 'Step Functions refused the delivery. An operator has to repair it; the decision is kept.',
    step: 2,
    tone: 'bad',
  },
  undone: {
    label: 'Undone',
    sentence: 'Undone before it was sent. Nothing reached the workflow.',
    step: 1,
    tone: 'wait',
  },
}

/** What Step Functions does when the deadline passes without an answer. */
export const AT_DEADLINE = {
  'task timeout': 'the task fails with States.Timeout',
  'external heartbeat': 'the task fails with States.HeartbeatTimeout',
  'policy time-out': 'nobody may decide any more, and the task is left to time out',
  'policy failure': 'the workflow is told that nobody decided, with an error it can catch',
  'policy success': 'the workflow goes on without a decision, because the policy says so',
} as const

export const RISK_WORDING = {
  low: { label: 'Low risk', sentence: 'Low risk: one press decides, and it can be undone.' },
  medium: { label: 'Medium risk', sentence: 'Medium risk: look before you decide; a rejection needs a reason.' },
  high: { label: 'High risk', sentence: 'High risk: open the evidence and decide in the inbox.' },
} as const satisfies Record<Risk, { label: string; sentence: string }>

/** Through which channel somebody decided; `null` where that goes without saying. */
export const VIA_WORDING = {
  web: null,
  api: 'through the API',
  slack: 'in Slack',
  callback: 'through a callback',
  email: 'from a mail',
  policy: 'without people',
} as const satisfies Record<Via, string | null>
