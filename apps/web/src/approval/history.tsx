'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { AuditTrail } from '../audit/audit-trail.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { NewComment } from './new-comment.tsx'
import { Timeline } from './timeline.tsx'

/** What people did and said, and the tamper-evident log of the same. */
export function History({ approval }: { readonly approval: ApprovalView }) {
  return (
    <Tabs
      label="History and audit trail"
      tabs={[
        {
          id: 'activity',
          label: 'Activity',
          panel: (
            <>
              <Timeline approval={approval} />
              <NewComment approval={approval} />
            </>
          ),
        },
        { id: 'audit', label: 'Audit trail', panel: <AuditTrail id={approval.id} /> },
      ]}
    />
  )
}
