import type { Route } from '../../define-route.ts'
import { beginSlackInstallRoute } from './begin-slack-install.ts'
import { completeSlackInstallRoute } from './complete-slack-install.ts'
import { readSlackRoute } from './read-slack.ts'
import { removeSlackRouteRoute } from './remove-slack-route.ts'
import { saveSlackRouteRoute } from './save-slack-route.ts'

export type SlackRoutesDeps = Parameters<typeof completeSlackInstallRoute>[0] &
  Parameters<typeof saveSlackRouteRoute>[0]

export const slackRoutes = (deps: SlackRoutesDeps): readonly Route[] => [
  readSlackRoute(deps),
  beginSlackInstallRoute(deps),
  completeSlackInstallRoute(deps),
  saveSlackRouteRoute(deps),
  removeSlackRouteRoute(deps),
]
