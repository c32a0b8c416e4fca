'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { undoDecision } from '../api/undo-decision.ts'
import { useRemember } from '../inbox/remember.ts'

/** Takes a held decision back. Refused, the approval is read again so that the page says what really happened. */
export function useUndo(approvalId: string) {
  const client = useQueryClient()
  const remember = useRemember()
  return useMutation({
    mutationFn: () => undoDecision(approvalId),
    onSuccess: remember,
    onError: () => client.invalidateQueries({ queryKey: ['approval', approvalId] }),
  })
}
