import type { Metadata } from 'next'
import { SlackLinked } from '../../../../settings/slack-linked.tsx'

export const metadata: Metadata = { title: 'Link Slack' }

export default function Page() {
  return <SlackLinked />
}
