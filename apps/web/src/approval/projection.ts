'use client'

import type { CaseProjection } from '@countersign/shared/projection'
import { createContext, useContext } from 'react'

/** The open approval in the words every channel uses; the components of the detail lay them out and word nothing. */
export const ProjectionContext = createContext<CaseProjection | null>(null)

export function useProjection(): CaseProjection {
  const projection = useContext(ProjectionContext)
  if (!projection) throw new Error('useProjection() is for components of an open approval')
  return projection
}

/** What the workflow does after this answer, given this reason. */
export function consequenceOf(projection: CaseProjection, outcomeId: string, reasonId: string | null = null): string {
  const answer = projection.answers.find(({ id }) => id === outcomeId)
  return answer?.reasons.find(({ id }) => id === reasonId)?.consequence ?? answer?.consequence ?? ''
}
