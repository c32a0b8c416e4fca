'use client'

import { webPaths } from '@countersign/shared/paths'
import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { isProblem, sentenceOf } from '../api/problem.ts'
import { meQuery } from '../api/queries.ts'
import { DraftsProvider } from '../approval/drafts.tsx'
import { useCommands } from '../keys/keyboard.tsx'
import { ShortcutHelp } from '../keys/shortcut-help.tsx'
import { ClockOffset } from '../time/now.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { ListPlaceProvider } from './list-place.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { LiveProvider } from './live.tsx'
import { MeContext } from './me.ts'
import { ReceiptToasts } from './receipt-toasts.tsx'
import { ReceiptsProvider } from './receipts.tsx'
import { StandInBanner } from './stand-in-banner.tsx'
import { ViewRail } from './view-rail.tsx'

/** Everything behind sign-in: who you are, the live stream, the rail of views, the toasts. */
export function Workspace({ children }: { readonly children: ReactNode }) {
  const me = useQuery(meQuery)
  const router = useRouter()
  const pathname = usePathname()
  const signedOut = isProblem(me.error, 'not-signed-in')

  useEffect(() => {
    if (signedOut) {
      const here = `${pathname}${window.location.search}`
      router.replace(webPaths.signIn(here === webPaths.inbox() ? undefined : here))
    }
  }, [signedOut, router, pathname])

  if (me.data && !signedOut)
    return (
      <MeContext value={me.data}>
        <ClockOffset value={me.data.clockOffsetMs}>
          <LiveProvider>
            <ReceiptsProvider>
              <DraftsProvider>
                <ListPlaceProvider>
                  <Frame>{children}</Frame>
                </ListPlaceProvider>
              </DraftsProvider>
            </ReceiptsProvider>
          </LiveProvider>
        </ClockOffset>
      </MeContext>
    )
  if (me.isError && !signedOut)
    return (
      <main className="mx-auto max-w-lg p-6">
        <h1 className="sr-only">Inbox</h1>
        <Banner
          tone="bad"
          title="The inbox could not be opened"
          live="alert"
          action={<Button onClick={() => void me.refetch()}>Try again</Button>}
        >
          {sentenceOf(me.error)}
        </Banner>
      </main>
    )
  return <Waiting list={pathname.startsWith(webPaths.inbox())} />
}

function Frame({ children }: { readonly children: ReactNode }) {
  const [help, setHelp] = useState(false)
  useCommands('page', (command) => {
    if (command !== 'help') return false
    setHelp(true)
    return true
  })
  return (
    <div className="relative flex h-dvh flex-col overflow-hidden md:flex-row">
      <a
        href="#content"
        className="sr-only rounded-md bg-raised px-3 py-2 font-medium shadow-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the content
      </a>
      <ViewRail onHelp={() => setHelp(true)} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <StandInBanner />
        {children}
      </div>
      <ReceiptToasts />
      <ShortcutHelp open={help} onOpenChange={setHelp} />
    </div>
  )
}

/** The shape of what is coming, while the API says who this is. */
function Waiting({ list }: { readonly list: boolean }) {
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <div className="hidden w-56 shrink-0 border-r md:block" />
      <main className={`min-h-0 flex-1 bg-surface ${list ? 'wide:max-w-100 wide:border-r' : ''}`}>
        <h1 className="sr-only">Countersign</h1>
        {list ? (
          <>
            <div className="h-24 border-b" />
            <ListSkeleton />
          </>
        ) : null}
      </main>
    </div>
  )
}
