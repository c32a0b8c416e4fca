import type { CallbackView, DecisionView } from '@countersign/shared/views'
import { DELIVERY_WORDING } from '@countersign/shared/wording'

export type StepState = 'done' | 'active' | 'failed' | 'todo'
export type DeliveryStep = { readonly label: string; readonly state: StepState; readonly at: string | null }

/** Recorded → Sent → Workflow continued, as far as it is known to be true (I4): a step is done only with its evidence. */
export function deliverySteps(decision: DecisionView, callback: CallbackView): readonly DeliveryStep[] {
  const { label, step, tone } = DELIVERY_WORDING[callback.status]
  const failed = tone === 'bad'
  const recorded: DeliveryStep = { label: 'Recorded', state: 'done', at: decision.decidedAt }

  if (callback.status === 'undone') return [recorded, { label, state: 'failed', at: callback.finishedAt }]
  if (failed) {
    // Something other than us ended the wait; "Sent" is only claimed when a send is on record.
    const sent: readonly DeliveryStep[] = callback.sentAt ? [{ label: 'Sent', state: 'done', at: callback.sentAt }] : []
    return [recorded, ...sent, { label, state: 'failed', at: callback.finishedAt }]
  }
  return [
    recorded,
    {
      label: callback.status === 'sending' ? 'Sending' : 'Sent',
      state: step === 1 ? 'todo' : callback.status === 'sending' ? 'active' : 'done',
      at: callback.sentAt,
    },
    {
      label: 'Workflow continued',
      state: step === 3 ? 'done' : callback.status === 'unconfirmed' ? 'active' : 'todo',
      at: step === 3 ? (callback.historyEvent?.at ?? callback.finishedAt) : null,
    },
  ]
}
