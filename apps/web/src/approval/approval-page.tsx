'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useListPlace } from '../inbox/list-place.tsx'
import { useCommands } from '../keys/keyboard.tsx'
import { buttonClass } from '../ui/button.tsx'
import { ApprovalPane } from './approval-pane.tsx'

/** One approval with the page to itself: phones, and links from messages. */
export function ApprovalPage({ id }: { readonly id: string }) {
  const router = useRouter()
  const { href } = useListPlace().current
  useCommands('page', (command) => {
    if (command !== 'back') return false
    router.push(href)
    return true
  })
  return (
    <main id="content" className="flex min-h-0 flex-1 flex-col bg-surface">
      <div className="flex h-12 shrink-0 items-center border-b px-2 md:h-14">
        <Link href={href} aria-keyshortcuts="u" className={buttonClass('ghost', 'md')}>
          <ArrowLeft className="size-4" aria-hidden="true" />
          Inbox
        </Link>
      </div>
      <ApprovalPane id={id} next={null} left={0} onNext={() => router.push(href)} alone />
    </main>
  )
}
