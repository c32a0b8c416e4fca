import { webPaths } from '@countersign/shared/paths'
import { Cloud, MessagesSquare, Plug, Scale, Webhook } from 'lucide-react'

/** What admins set up: in the rail at a desk, in the account menu on a phone. */
export const SETUP_PAGES = [
  { href: webPaths.policies(), label: 'Policies', icon: Scale },
  { href: webPaths.integrations(), label: 'Integrations', icon: Plug },
  { href: webPaths.webhooks(), label: 'Webhooks', icon: Webhook },
  { href: webPaths.slack(), label: 'Slack', icon: MessagesSquare },
  { href: webPaths.accounts(), label: 'Accounts', icon: Cloud },
] as const
