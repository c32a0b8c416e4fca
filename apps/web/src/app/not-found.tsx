import { webPaths } from '@countersign/shared/paths'
import Link from 'next/link'
import { buttonClass } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="max-w-sm">
        <Mark className="size-7" />
        <h1 className="mt-5 font-semibold text-xl tracking-tight">There is nothing here</h1>
        <p className="mt-1.5 text-base text-ink-2">
          The address may be mistyped, or the approval belongs to a team you are not in.
        </p>
        <Link href={webPaths.inbox()} className={buttonClass('primary', 'md', 'mt-5')}>
          Go to the inbox
        </Link>
      </div>
    </main>
  )
}
