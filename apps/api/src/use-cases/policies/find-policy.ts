import type { DescribedPolicy } from '../../ports/policies.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { namesIn } from '../make-question.ts'

/** A policy with the names of those it asks, so that it can be read. */
export async function findPolicy(
  { policies, directory }: Pick<Stores, 'policies' | 'directory'>,
  name: string,
): Promise<DescribedPolicy | undefined> {
  const policy = await policies.find(name)
  return policy && { ...policy, names: await namesIn(directory, policy.current.document) }
}
