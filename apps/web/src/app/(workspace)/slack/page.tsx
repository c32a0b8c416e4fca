import type { Metadata } from 'next'
import { SlackPage } from '../../../admin/slack/slack-page.tsx'

export const metadata: Metadata = { title: 'Slack' }

export default function Page() {
  return <SlackPage />
}
