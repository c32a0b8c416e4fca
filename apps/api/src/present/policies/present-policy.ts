import { type PolicySummary, type PolicyVersionView, type PolicyView, policyName } from '@countersign/shared/policies'
import type { PolicyDetail, PolicyRow, PolicyVersion } from '../../ports/policies.ts'

export const presentPolicySummary = ({ name, current, teams }: PolicyRow): PolicySummary => ({
  name: policyName.parse(name),
  currentVersion: current.version,
  description: current.document.description ?? null,
  teams: teams.map((team) => ({ ...team })),
  stages: current.document.stages.map((stage) => stage.name),
  updatedAt: current.createdAt.toISOString(),
})

export const presentPolicy = ({ name, current, teams, versions }: PolicyDetail): PolicyView => ({
  name: policyName.parse(name),
  currentVersion: current.version,
  teams: teams.map((team) => ({ ...team })),
  current: presentPolicyVersion(name, current),
  versions: versions.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: createdAt.toISOString() })),
})

export const presentPolicyVersion = (name: string, version: PolicyVersion): PolicyVersionView => ({
  ...version,
  name: policyName.parse(name),
  createdAt: version.createdAt.toISOString(),
})
