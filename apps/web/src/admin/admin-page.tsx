'use client'

import { webPaths } from '@countersign/shared/paths'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { useMe } from '../inbox/me.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'

/** A page for admins. The API refuses everyone else anyway; here they read why, and who can help. */
export function AdminPage({ children, action, ...frame }: ComponentProps<typeof Page>) {
  const me = useMe()
  if (me.role === 'admin')
    return (
      <Page action={action} {...frame}>
        {children}
      </Page>
    )
  return (
    <Page title={frame.title}>
      <Empty
        title="Only admins set this up"
        action={
          <Link href={webPaths.inbox()} className={buttonClass('secondary')}>
            Go to the inbox
          </Link>
        }
      >
        You are signed in as {me.name}, {me.role === 'auditor' ? 'an auditor' : 'a reviewer'}. Ask an admin of this
        installation; what they change here is in the audit log.
      </Empty>
    </Page>
  )
}
