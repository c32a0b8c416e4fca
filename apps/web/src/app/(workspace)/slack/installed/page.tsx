import type { Metadata } from 'next'
import { SlackInstalled } from '../../../../admin/slack/slack-installed.tsx'

export const metadata: Metadata = { title: 'Add to Slack' }

export default function Page() {
  return <SlackInstalled />
}
