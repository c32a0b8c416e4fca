import type { Principal, User } from '../domain/principal.ts'
import type { DirectoryStore } from '../ports/unit-of-work.ts'

/**
 * I8: the principal as the directory has them inside the deciding transaction. A role or team that was taken away, or
 * an account or integration that was disabled, since the request arrived counts at once.
 */
export async function refreshPrincipal(directory: DirectoryStore, principal: Principal): Promise<Principal> {
  if (principal.kind === 'user') return { ...principal, user: await refreshUser(directory, principal.user) }
  if (principal.kind === 'integration') {
    const { integration, signedWith } = principal
    const current = await directory.integration(integration.id, signedWith)
    return { ...principal, integration: current ?? { ...integration, standing: 'disabled' } }
  }
  const { actsAs } = principal.key
  return actsAs ? { ...principal, key: { ...principal.key, actsAs: await refreshUser(directory, actsAs) } } : principal
}

async function refreshUser(directory: DirectoryStore, user: User): Promise<User> {
  return (await directory.user(user.id)) ?? { ...user, teams: [], disabled: true }
}
