import type { Random } from '../gate/random.ts'
import type { Outcome, ServiceWorld } from './service-world.ts'

/** What people and workflows do; each walks past other places where something may go wrong. */
export type Story = 'approved' | 'rejected' | 'held' | 'undone' | 'stopped'

const USUAL: readonly Story[] = [
  ...Array.from<Story>({ length: 12 }).fill('approved'),
  ...Array.from<Story>({ length: 4 }).fill('rejected'),
  'held',
  'held',
  'undone',
  'stopped',
]

/** People who go on deciding, whatever happens to the service. */
export function createCrowd(world: ServiceWorld, random: Random) {
  let told = 0

  async function tell(story: Story): Promise<void> {
    const executionArn = await world.startExecution()
    const id = await world.approvalOf(executionArn)
    await live(story, id, executionArn)
    await world.closed(executionArn)
    told += 1
  }

  async function live(story: Story, id: string, executionArn: string): Promise<void> {
    switch (story) {
      case 'approved':
        return world.vote(id, 'approve')
      case 'rejected':
        return world.vote(id, 'reject')
      case 'held':
        return world.vote(id, random.pick<Outcome>(['approve', 'reject']), 1)
      case 'undone':
        await world.vote(id, 'approve', 10)
        await world.undo(id)
        return world.vote(id, 'reject')
      case 'stopped':
        await world.stop(executionArn)
    }
  }

  return {
    /** Stories that came to their end. */
    told: () => told,
    /** So many people at once, each telling one story after the other. */
    async tellUntil(isEnough: () => boolean, people: number, stories: readonly Story[] = USUAL): Promise<void> {
      await Promise.all(
        Array.from({ length: people }, async () => {
          while (!isEnough()) await tell(random.pick(stories))
        }),
      )
    },
  }
}
