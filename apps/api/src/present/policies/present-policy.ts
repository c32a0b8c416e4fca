import type { PolicySummary, PolicyVersionView, PolicyView } from '@countersign/shared/policies'
import { policyName } from '@countersign/shared/policy-document'
import { policySha256 } from '../../domain/policy/policy-sha256.ts'
import type { DescribedPolicy, PolicyRow, PolicyTexts, PolicyVersion, VersionProposal } from '../../ports/policies.ts'

type Texts = Pick<PolicyTexts, 'write'>

export const presentPolicySummary = ({
  name,
  current,
  currentVersion,
  waitingVersion,
  teams,
}: PolicyRow): PolicySummary => ({
  name: policyName.parse(name),
  currentVersion,
  waiting: waitingVersion,
  description: current.document.description ?? null,
  teams: teams.map((team) => ({ ...team })),
  stages: current.document.stages.map((stage) => stage.name),
  updatedAt: current.createdAt.toISOString(),
})

export const presentPolicy = (
  texts: Texts,
  { name, current, currentVersion, waiting, savingWaitsFor, teams, names, versions }: DescribedPolicy,
): PolicyView => ({
  name: policyName.parse(name),
  currentVersion,
  waiting: waiting && {
    version: presentPolicyVersion(texts, name, waiting.version),
    waitsFor: [...waiting.waitsFor],
    may: { confirm: { ...waiting.may.confirm }, refuse: { ...waiting.may.refuse } },
  },
  savingWaitsFor: savingWaitsFor && [...savingWaitsFor],
  teams: teams.map((team) => ({ ...team })),
  current: presentPolicyVersion(texts, name, current),
  names: Object.fromEntries(names),
  versions: versions.map(({ createdAt, proposal, ...rest }) => ({
    ...rest,
    createdAt: createdAt.toISOString(),
    proposal: presentProposal(proposal),
  })),
})

const presentProposal = (proposal: VersionProposal | null): PolicyVersionView['proposal'] =>
  proposal && { ...proposal, settledAt: proposal.settledAt?.toISOString() ?? null }

export const presentPolicyVersion = (texts: Texts, name: string, version: PolicyVersion): PolicyVersionView => ({
  ...version,
  documentSha256: policySha256(version.document),
  proposal: presentProposal(version.proposal),
  text: version.source ?? texts.write(version.document),
  name: policyName.parse(name),
  createdAt: version.createdAt.toISOString(),
})
