import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { isProblem, sentenceOf } from '../api/problem.ts'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { Bone } from './skeleton.tsx'

type Props<T> = {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  readonly what: string
  readonly children: (data: T) => ReactNode
}

/** The three states of something that is read: rows to come, why they do not come, and the thing itself. */
export function Loaded<T>({ query: { data, error, refetch }, what, children }: Props<T>) {
  if (data !== undefined) return children(data)
  if (error)
    return (
      <Banner
        tone={isProblem(error, 'not-found') ? 'info' : 'bad'}
        live="alert"
        title={isProblem(error, 'not-found') ? `There is no such ${what}` : `The ${what} could not be loaded`}
        action={
          isProblem(error) ? null : (
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          )
        }
      >
        {sentenceOf(error)}
      </Banner>
    )
  return (
    <div role="status" aria-label={`Loading the ${what}`} className="overflow-hidden rounded-lg border">
      {['w-40', 'w-56', 'w-48'].map((width) => (
        <div key={width} className="flex h-14 flex-col justify-center gap-2 border-b px-4 last:border-b-0">
          <Bone className={`h-3.5 ${width}`} />
          <Bone className="h-3 w-28" />
        </div>
      ))}
    </div>
  )
}
