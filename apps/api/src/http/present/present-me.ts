import type { MeView } from '@countersign/shared/views'
import type { PersonCard } from '../../ports/people.ts'

export const presentMe = ({ user, teams }: PersonCard, authMode: MeView['authMode'], now: Date): MeView => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  teams: teams.map(({ id, name }) => ({ id, name })),
  authMode,
  serverTime: now.toISOString(),
})
