import { policyDocument } from '@countersign/shared/policy-document'
import type { DirectorySeed } from '../../ports/directory-seed.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'

/** Writes the directory as the seed has it; a second time it changes nothing. Others' teams and people are left alone. */
export async function seedDirectory(prisma: PrismaClient, seed: DirectorySeed): Promise<void> {
  await prisma.$transaction(async (tx) => {
    for (const policy of seed.policies) await seedPolicy(tx, policy)
    for (const { id, ...team } of seed.teams)
      await tx.team.upsert({ where: { id }, create: { id, ...team }, update: team })
    for (const person of seed.people) await seedPerson(tx, person)
  })
}

/** Versions are never rewritten: approvals pin them. */
async function seedPolicy(tx: Prisma.TransactionClient, { name, document }: DirectorySeed['policies'][number]) {
  // With its defaults written out: what is pinned must not change with the next release.
  const whole = policyDocument.parse(document)
  await tx.policy.upsert({ where: { name }, create: { name, currentVersion: 1 }, update: {} })
  await tx.policyVersion.upsert({
    where: { policyName_version: { policyName: name, version: 1 } },
    create: { policyName: name, version: 1, document: whole },
    update: {},
  })
}

async function seedPerson(tx: Prisma.TransactionClient, person: DirectorySeed['people'][number]) {
  const { id, teams, identities, ...facts } = person
  await tx.appUser.upsert({ where: { id }, create: { id, ...facts }, update: facts })
  await tx.membership.deleteMany({ where: { userId: id, teamId: { notIn: [...teams] } } })
  for (const teamId of teams)
    await tx.membership.upsert({
      where: { teamId_userId: { teamId, userId: id } },
      create: { teamId, userId: id },
      update: {},
    })
  for (const { issuer, subject } of identities)
    await tx.identity.upsert({
      where: { issuer_subject: { issuer, subject } },
      create: { issuer, subject, userId: id },
      update: { userId: id },
    })
}
