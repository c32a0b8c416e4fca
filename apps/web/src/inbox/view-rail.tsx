'use client'

import { webPaths } from '@countersign/shared/paths'
import { AlarmClock, CheckCheck, Inbox, Layers, Send } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCommands } from '../keys/keyboard.tsx'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Mark } from '../ui/mark.tsx'
import { AccountMenu } from './account-menu.tsx'
import { useLive } from './live.tsx'
import { useMe } from './me.ts'
import { SETUP_PAGES } from './setup-pages.ts'
import { useWaitingCount } from './use-waiting-count.ts'
import { VIEW_LABELS, VIEWS, type View } from './views.ts'

const ICONS: Record<View, typeof Inbox> = {
  waiting: Inbox,
  snoozed: AlarmClock,
  all: Layers,
  asked: Send,
  done: CheckCheck,
}
const KEYS: Record<View, string> = { waiting: 'i', snoozed: 'z', all: 't', asked: 's', done: 'h' }

const viewHref = (view: View): string => (view === 'waiting' ? webPaths.inbox() : `${webPaths.inbox()}?view=${view}`)

type Props = { readonly onHelp: () => void }

/** The views: a column on the left, a bar on top of a phone. */
export function ViewRail(props: Props) {
  const current = useCurrentView()
  const pathname = usePathname()
  const me = useMe()
  const router = useRouter()
  const waiting = useWaitingCount()

  useCommands('page', (command) => {
    const view = VIEWS.find((each) => command === `go-${each}`)
    if (view) router.push(viewHref(view))
    return view !== undefined
  })

  return (
    <header
      className={cx(
        'flex shrink-0 flex-col border-b bg-canvas md:h-dvh md:w-56 md:border-r md:border-b-0',
        // A phone shows one approval with the whole screen; its own back link leads here.
        pathname.startsWith(`${webPaths.inbox()}/`) && 'max-md:hidden',
      )}
    >
      <div className="flex h-13 items-center justify-between pr-2 pl-4 md:h-14">
        <Link
          href={webPaths.inbox()}
          className="flex items-center gap-2 rounded-md font-semibold text-base tracking-tight max-md:min-h-11"
        >
          <Mark className="size-5.5" />
          Countersign
        </Link>
        <div className="md:hidden">
          <AccountMenu compact {...props} />
        </div>
      </div>
      <nav aria-label="Views" className="md:flex-1 md:overflow-y-auto md:px-2">
        <ul className="flex gap-1 overflow-x-auto px-2 pb-1.5 [scrollbar-width:none] md:flex-col md:gap-px md:p-0">
          {VIEWS.map((view) => {
            const Icon = ICONS[view]
            const here = current === view
            return (
              <li key={view}>
                <Link
                  href={viewHref(view)}
                  aria-current={here ? 'page' : undefined}
                  aria-keyshortcuts={`g ${KEYS[view]}`}
                  className={cx(
                    'group flex h-8 items-center gap-2.5 whitespace-nowrap rounded-md px-2.5 max-md:h-11',
                    here ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                  )}
                >
                  <Icon className={cx('size-4 max-md:hidden', here ? 'text-ink' : 'text-ink-3')} aria-hidden="true" />
                  <span className="flex-1">{VIEW_LABELS[view]}</span>
                  {view === 'waiting' && waiting ? (
                    <span className="text-ink-3 text-xs tabular">
                      {waiting}
                      <span className="sr-only"> waiting</span>
                    </span>
                  ) : null}
                  <span className="hidden gap-0.5 md:group-hover:flex md:group-focus-visible:flex">
                    <Kbd>G</Kbd>
                    <Kbd>{KEYS[view].toUpperCase()}</Kbd>
                  </span>
                </Link>
              </li>
            )
          })}
        </ul>
        {me.role === 'admin' ? (
          <div className="mt-6 max-md:hidden">
            <p id="set-up" className="px-2.5 pb-1 font-medium text-2xs text-ink-3">
              Set up
            </p>
            <ul aria-labelledby="set-up" className="flex flex-col gap-px">
              {SETUP_PAGES.map(({ href, label, icon: Icon }) => {
                const here = pathname === href || pathname.startsWith(`${href}/`)
                return (
                  <li key={href}>
                    <Link
                      href={href}
                      aria-current={here ? 'page' : undefined}
                      className={cx(
                        'flex h-8 items-center gap-2.5 rounded-md px-2.5',
                        here ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                      )}
                    >
                      <Icon className={cx('size-4', here ? 'text-ink' : 'text-ink-3')} aria-hidden="true" />
                      {label}
                    </Link>
                  </li>
                )
              })}
            </ul>
          </div>
        ) : null}
      </nav>
      <div className="hidden border-t p-2 md:block">
        <LiveDot />
        <AccountMenu {...props} />
      </div>
    </header>
  )
}

function useCurrentView(): View | null {
  const onInbox = usePathname() === webPaths.inbox()
  const view = useSearchParams().get('view')
  return onInbox ? (VIEWS.find((each) => each === view) ?? 'waiting') : null
}

function LiveDot() {
  const { connection } = useLive()
  const words = { live: 'Live', connecting: 'Connecting', down: 'Reconnecting', offline: 'Offline' }[connection]
  return (
    <p className="flex items-center gap-2 px-2.5 pt-1 pb-2 text-ink-3 text-xs">
      <span
        className={cx(
          'size-1.5 rounded-full',
          connection === 'live' ? 'bg-good' : connection === 'connecting' ? 'bg-ink-3' : 'bg-warn',
        )}
      />
      {words}
    </p>
  )
}
