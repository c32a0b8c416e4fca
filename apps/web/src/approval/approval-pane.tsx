'use client'

import { useEffect } from 'react'
import { isProblem, sentenceOf } from '../api/problem.ts'
import { useKeepRow } from '../inbox/remember.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Bone } from '../ui/skeleton.tsx'
import { ApprovalDetail } from './approval-detail.tsx'
import type { PaneProps } from './pane-props.ts'
import { useApproval } from './use-approval.ts'

export function ApprovalPane(props: PaneProps) {
  const { data, error, refetch } = useApproval(props.id)
  const keepRow = useKeepRow()
  useEffect(() => {
    if (data) keepRow(data)
  }, [data, keepRow])
  if (data) return <ApprovalDetail approval={data} {...props} />
  if (error)
    return (
      <div className="mx-auto w-full max-w-3xl p-6">
        <Banner
          tone={isProblem(error, 'not-found') ? 'info' : 'bad'}
          title={isProblem(error, 'not-found') ? 'This approval is not here' : 'The approval could not be loaded'}
          live="alert"
          action={isProblem(error) ? null : <Button onClick={() => void refetch()}>Try again</Button>}
        >
          {isProblem(error, 'not-found')
            ? 'It does not exist, or it belongs to a team whose queue you may not read.'
            : sentenceOf(error)}
        </Banner>
      </div>
    )
  return <DetailSkeleton />
}

function DetailSkeleton() {
  return (
    <div role="status" aria-label="Loading the approval" className="mx-auto w-full max-w-3xl px-5 pt-6 md:px-8">
      <Bone className="h-3 w-52" />
      <Bone className="mt-3 h-6 w-96 max-w-full" />
      <Bone className="mt-3 h-3 w-64" />
      <Bone className="mt-6 h-16 w-full rounded-lg!" />
      <Bone className="mt-8 h-3 w-20" />
      <Bone className="mt-3 h-24 w-full rounded-lg!" />
      <Bone className="mt-8 h-3 w-28" />
      <Bone className="mt-3 h-40 w-full rounded-lg!" />
    </div>
  )
}
