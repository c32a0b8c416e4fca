'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { useQueryClient } from '@tanstack/react-query'
import { type Dispatch, useEffect, useReducer, useRef } from 'react'
import { castVote } from '../api/cast-vote.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { ApiProblem, sentenceOf } from '../api/problem.ts'
import { useReceipts } from '../inbox/receipts.tsx'
import { useRemember } from '../inbox/remember.ts'
import { usePreferences } from '../settings/preferences-provider.tsx'
import { canSend, type Draft, type DraftAction, draftDecision, EMPTY_DRAFT } from './decision-draft.ts'
import { useDrafts } from './drafts.tsx'

export type Decision = {
  readonly draft: Draft
  readonly dispatch: Dispatch<DraftAction>
  readonly send: () => void
}

/** The decision bar's value and its one side effect: the vote. */
export function useDecision(approval: ApprovalView, seenDigest: string, onDecided: () => void): Decision {
  const client = useQueryClient()
  const remember = useRemember()
  const { add } = useReceipts()
  const { preferences } = usePreferences()
  const drafts = useDrafts()
  const [draft, dispatch] = useReducer(draftDecision, approval.id, (id) => settled(drafts.get(id)))
  // One key for one intent: the same vote sent again after a lost reply must not count twice.
  const intent = useRef<{ readonly body: string; readonly key: string }>(undefined)

  useEffect(() => {
    drafts.set(approval.id, draft)
  }, [drafts, approval.id, draft])

  const send = () => {
    const { stage } = draft
    if (!canSend(draft) || !('outcome' in stage)) return
    const { outcome } = stage
    const comment = draft.comment.trim()
    const vote = {
      outcome: outcome.id,
      caseDigest: seenDigest,
      ...(draft.reasonId !== null && outcome.reasons.length > 0 ? { reason: draft.reasonId } : {}),
      ...(comment ? { comment } : {}),
      ...(draft.input !== null && outcome.kind === 'success' ? { input: { ...draft.input } } : {}),
      undoSeconds: preferences.undoSeconds === 'asker' ? approval.undoSeconds : preferences.undoSeconds,
    }
    const body = JSON.stringify(vote)
    if (intent.current?.body !== body) intent.current = { body, key: newIdempotencyKey() }
    dispatch({ do: 'send' })
    castVote(approval.id, vote, intent.current.key).then(
      (view) => {
        intent.current = undefined
        remember(view)
        dispatch({ do: 'clear' })
        if (view.decision === null) return
        add({ approvalId: view.id, label: outcome.label, title: approval.title })
        onDecided()
      },
      (error: unknown) => {
        dispatch({
          do: 'refuse',
          problem: error instanceof ApiProblem ? error.problem : null,
          message: sentenceOf(error),
        })
        // Whatever was said, the truth may have moved: read it, so that the page explains itself.
        void client.invalidateQueries({ queryKey: ['approval', approval.id] })
      },
    )
  }
  return { draft, dispatch, send }
}

/** A draft found again keeps its words, but nothing comes back armed. */
const settled = (draft: Draft | undefined): Draft =>
  draft ? { ...draft, stage: draft.stage.at === 'refused' ? draft.stage : { at: 'idle' } } : EMPTY_DRAFT
