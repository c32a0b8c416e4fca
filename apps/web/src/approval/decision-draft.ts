import type { Outcome } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import type { Problem } from '@countersign/shared/problems'

export type FormInput = Readonly<Record<string, Json>>

/**
 * The decision bar as one value.
 *
 * `idle` shows the buttons. `armed` is a success outcome after its first key: the bar repeats the consequence and
 * waits for a second, different key. `explaining` collects reason and comment. `editing` shows the asker's form and
 * returns to `idle`, the edit kept. `sending` waits for the API. `refused` tells what the API said instead.
 */
export type Stage =
  | { readonly at: 'idle' }
  | { readonly at: 'armed'; readonly outcome: Outcome }
  | { readonly at: 'explaining'; readonly outcome: Outcome }
  | { readonly at: 'editing' }
  | { readonly at: 'sending'; readonly outcome: Outcome }
  | { readonly at: 'refused'; readonly outcome: Outcome; readonly problem: Problem | null; readonly message: string }

/** What the reviewer has typed survives every stage, refusals included. */
export type Draft = {
  readonly stage: Stage
  readonly comment: string
  readonly reasonId: string | null
  readonly input: FormInput | null
}

export const EMPTY_DRAFT: Draft = { stage: { at: 'idle' }, comment: '', reasonId: null, input: null }

export type DraftAction =
  | { readonly do: 'choose'; readonly outcome: Outcome }
  | { readonly do: 'edit' }
  | { readonly do: 'keep-edit'; readonly input: FormInput | null }
  | { readonly do: 'step-back' }
  | { readonly do: 'comment'; readonly text: string }
  | { readonly do: 'pick-reason'; readonly reasonId: string }
  | { readonly do: 'send' }
  | { readonly do: 'refuse'; readonly problem: Problem | null; readonly message: string }
  | { readonly do: 'clear' }

/** Only these two stages may send: an accidental key can arm, but never decide. */
const MAY_SEND = ['armed', 'explaining'] as const

export function draftDecision(draft: Draft, action: DraftAction): Draft {
  switch (action.do) {
    case 'choose':
      return draft.stage.at === 'sending'
        ? draft
        : { ...draft, stage: firstStage(action.outcome), reasonId: keptReason(draft, action.outcome) }
    case 'edit':
      return draft.stage.at === 'sending' ? draft : { ...draft, stage: { at: 'editing' } }
    case 'keep-edit':
      return { ...draft, input: action.input, stage: { at: 'idle' } }
    case 'step-back':
      return draft.stage.at === 'sending' ? draft : { ...draft, stage: { at: 'idle' } }
    case 'comment':
      return { ...draft, comment: action.text }
    case 'pick-reason':
      return draft.stage.at === 'explaining' ? { ...draft, reasonId: action.reasonId } : draft
    case 'send': {
      const { stage } = draft
      return canSend(draft) && 'outcome' in stage
        ? { ...draft, stage: { at: 'sending', outcome: stage.outcome } }
        : draft
    }
    case 'refuse':
      return draft.stage.at === 'sending'
        ? {
            ...draft,
            stage: { at: 'refused', outcome: draft.stage.outcome, problem: action.problem, message: action.message },
          }
        : draft
    case 'clear':
      return EMPTY_DRAFT
  }
}

/** A success is armed and then committed; whatever needs a reason, or ends in failure, is explained first. */
const firstStage = (outcome: Outcome): Stage =>
  outcome.kind === 'success' && outcome.reasons.length === 0 ? { at: 'armed', outcome } : { at: 'explaining', outcome }

const keptReason = (draft: Draft, outcome: Outcome): string | null =>
  outcome.reasons.some((reason) => reason.id === draft.reasonId) ? draft.reasonId : null

/** An outcome that lists reasons is answered with one of them: the workflow's Catch may depend on it. */
export function missing(draft: Draft): string | null {
  if (draft.stage.at !== 'explaining') return null
  return draft.stage.outcome.reasons.length > 0 && draft.reasonId === null ? 'Choose a reason first.' : null
}

export const canSend = (draft: Draft): boolean =>
  (MAY_SEND as readonly string[]).includes(draft.stage.at) && missing(draft) === null
