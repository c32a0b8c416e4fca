import { EyeOff } from 'lucide-react'

/** Beside a sensitive field: its value stays in the inbox; messages and webhooks say only that there is one. */
export const NotShared = () => (
  <span
    title="Its value stays in the inbox: Slack, mail and webhooks do not carry it."
    className="ml-2 inline-flex items-center gap-1 whitespace-nowrap align-baseline text-2xs text-ink-3"
  >
    <EyeOff className="size-3" aria-hidden="true" />
    not shared outside
  </span>
)
