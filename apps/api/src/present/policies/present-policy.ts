import { type PolicySummary, type PolicyVersionView, type PolicyView, policyName } from '@countersign/shared/policies'
import type { DescribedPolicy, PolicyRow, PolicyTexts, PolicyVersion } from '../../ports/policies.ts'

type Texts = Pick<PolicyTexts, 'write'>

export const presentPolicySummary = ({ name, current, teams }: PolicyRow): PolicySummary => ({
  name: policyName.parse(name),
  currentVersion: current.version,
  description: current.document.description ?? null,
  teams: teams.map((team) => ({ ...team })),
  stages: current.document.stages.map((stage) => stage.name),
  updatedAt: current.createdAt.toISOString(),
})

export const presentPolicy = (
  texts: Texts,
  { name, current, teams, names, versions }: DescribedPolicy,
): PolicyView => ({
  name: policyName.parse(name),
  currentVersion: current.version,
  teams: teams.map((team) => ({ ...team })),
  current: presentPolicyVersion(texts, name, current),
  names: Object.fromEntries(names),
  versions: versions.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: createdAt.toISOString() })),
})

export const presentPolicyVersion = (texts: Texts, name: string, version: PolicyVersion): PolicyVersionView => ({
  ...version,
  text: version.source ?? texts.write(version.document),
  name: policyName.parse(name),
  createdAt: version.createdAt.toISOString(),
})
