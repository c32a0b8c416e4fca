'use client'

import { throughWords } from '@countersign/shared/project-ending'
import { Users } from 'lucide-react'
import { useProjection } from './projection.ts'

/** Where more than one vote decides: how many there are, and whose; and who is not asked, though one would think so. */
export function VotesSoFar() {
  const { votes } = useProjection()
  if (votes.sentence === null && votes.notAsked === null) return null
  return (
    <p className="mb-2.5 flex items-start gap-2 text-ink-2">
      <Users className="mt-0.5 size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
      <span className="wrap-anywhere">
        {votes.sentence === null ? null : (
          <>
            <span className="font-medium text-ink">{votes.sentence}</span>
            {votes.given.map((vote) => (
              <span key={vote.by.id}>
                {' · '}
                {vote.by.name}: “{vote.label}”{throughWords(vote.via)}
              </span>
            ))}
            {votes.waitingFor === null ? '' : ` · waiting for ${votes.waitingFor}`}
          </>
        )}
        {votes.notAsked === null ? null : <span className="block">{votes.notAsked}</span>}
      </span>
    </p>
  )
}
