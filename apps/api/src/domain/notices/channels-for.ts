import type { NoticeChannel, NoticeKind } from '@countersign/shared/channels'
import type { Preferences } from '@countersign/shared/preferences'
import type { Reachable } from './notice.ts'

/** On which channels a person is told this. */
export function channelsFor(
  kind: NoticeKind,
  { email, slack }: Pick<Preferences, 'email' | 'slack'>,
  reachable: Reachable,
): readonly NoticeChannel[] {
  // One digest is enough: in Slack only for those whom no mail reaches.
  if (kind === 'digest') return email !== 'digest' ? [] : reachable.email ? ['email'] : reachable.slack ? ['slack'] : []
  // Who reads mail once a day still hears of an escalation at once.
  const byMail = email === 'each' || (email === 'digest' && kind === 'escalation')
  return [
    ...(byMail && reachable.email ? (['email'] as const) : []),
    ...(slack === 'each' && reachable.slack ? (['slack'] as const) : []),
  ]
}
