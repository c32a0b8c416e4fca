import type { User } from '../domain/principal.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { createIntegration } from '../use-cases/integrations/create-integration.ts'
import { savePreferences } from '../use-cases/notices/save-preferences.ts'
import { changeWebhook } from '../use-cases/webhooks/change-webhook.ts'
import { createWebhook } from '../use-cases/webhooks/create-webhook.ts'
import type { ChannelSeed } from './fjord-and-field-channels.ts'

type Deps = Parameters<typeof createIntegration>[0] & Parameters<typeof createWebhook>[0]

/**
 * Sets the channels up as an admin would, once: where an integration exists already, people have made the place their
 * own. The secrets it makes are kept sealed and shown to nobody; rotating one shows a new one.
 */
export async function seedChannels(deps: Deps, seed: ChannelSeed): Promise<'seeded' | 'unchanged'> {
  const { unitOfWork } = deps
  const { admin, people, isNew } = await readPlace(unitOfWork, seed)
  if (!isNew) return 'unchanged'
  for (const { user, wish } of people) await savePreferences(deps, user, wish)
  const principal = { kind: 'user', user: admin, via: 'api' } as const
  for (const request of seed.webhooks) {
    const made = await createWebhook(deps, { principal, request })
    if (made.kind === 'refused') throw new Error(`the demo's webhook was refused: ${made.refusal.code}`)
    await changeWebhook(deps, { principal, endpointId: made.id, change: { disabled: true } })
  }
  for (const request of seed.integrations) {
    const made = await createIntegration(deps, { principal, request })
    if (made.kind === 'refused') throw new Error(`the demo's integration was refused: ${made.refusal.code}`)
  }
  return 'seeded'
}

const readPlace = (unitOfWork: UnitOfWork, { admin, preferences }: ChannelSeed) =>
  unitOfWork.transaction(async ({ directory, integrations }) => {
    const find = async (id: string): Promise<User> => {
      const user = await directory.user(id)
      if (!user) throw new Error(`the demo's channels name ${id}, whom the directory does not know`)
      return user
    }
    const people = []
    for (const [id, wish] of Object.entries(preferences)) people.push({ user: await find(id), wish })
    return { admin: await find(admin), people, isNew: (await integrations.list(null, 1)).length === 0 }
  })
