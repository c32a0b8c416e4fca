import { webPaths } from '@countersign/shared/paths'
import { redirect } from 'next/navigation'

export default function Home(): never {
  redirect(webPaths.inbox())
}
