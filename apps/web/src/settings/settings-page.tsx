'use client'

import { Page, Part } from '../ui/page.tsx'
import { BrowserSettings } from './browser-settings.tsx'
import { NotificationSettings } from './notification-settings.tsx'
import { OutOfOffice } from './out-of-office.tsx'
import { SlackAccount } from './slack-account.tsx'

export function SettingsPage() {
  return (
    <Page title="Settings" narrow>
      <Part title="Notifications" description="How you hear of approvals. What you may not decide sends you nothing.">
        <NotificationSettings />
      </Part>
      <Part
        title="Out of office"
        description="Who votes for you while you are away. They may do what you may, and pass it on to nobody."
      >
        <OutOfOffice />
      </Part>
      <Part
        title="Slack account"
        description="Linked, you decide in Slack as yourself. Nobody is matched by e-mail address."
      >
        <SlackAccount />
      </Part>
      <Part title="This browser" description="Kept here, for this browser only.">
        <BrowserSettings />
      </Part>
    </Page>
  )
}
