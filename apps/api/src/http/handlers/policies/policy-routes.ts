import type { Route } from '../../define-route.ts'
import { backtestPolicyRoute } from './backtest-policy.ts'
import { changePolicyRoute } from './change-policy.ts'
import { confirmPolicyRoute } from './confirm-policy.ts'
import { createPolicyRoute } from './create-policy.ts'
import { listPoliciesRoute } from './list-policies.ts'
import { movePolicyRoute } from './move-policy.ts'
import { readPolicyRoute } from './read-policy.ts'
import { readPolicySchemaRoute } from './read-policy-schema.ts'
import { readPolicyVersionRoute } from './read-policy-version.ts'
import { refusePolicyRoute } from './refuse-policy.ts'
import { setTeamPolicyRoute } from './set-team-policy.ts'
import { simulatePolicyRoute } from './simulate-policy.ts'

export type PolicyRoutesDeps = Parameters<typeof createPolicyRoute>[0] &
  Parameters<typeof movePolicyRoute>[0] &
  Parameters<typeof simulatePolicyRoute>[0]

/** Addresses of a word come before those of a name. */
export const policyRoutes = (deps: PolicyRoutesDeps): readonly Route[] => [
  listPoliciesRoute(deps),
  createPolicyRoute(deps),
  readPolicySchemaRoute(),
  simulatePolicyRoute(deps),
  backtestPolicyRoute(deps),
  readPolicyRoute(deps),
  changePolicyRoute(deps),
  readPolicyVersionRoute(deps),
  confirmPolicyRoute(deps),
  refusePolicyRoute(deps),
  movePolicyRoute(deps),
  setTeamPolicyRoute(deps),
]
