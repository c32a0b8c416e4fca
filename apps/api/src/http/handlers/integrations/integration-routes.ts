import type { Route } from '../../define-route.ts'
import { receiveCallbackRoute } from '../callbacks-in/receive-callback.ts'
import { receiveHeartbeatRoute } from '../callbacks-in/receive-heartbeat.ts'
import { changeIntegrationRoute } from './change-integration.ts'
import { createIntegrationRoute } from './create-integration.ts'
import { listIntegrationsRoute } from './list-integrations.ts'
import { listMappingTemplatesRoute } from './list-mapping-templates.ts'
import { listReceivedMessagesRoute } from './list-received-messages.ts'
import { readIntegrationRoute } from './read-integration.ts'
import { rotateIntegrationSecretRoute } from './rotate-integration-secret.ts'
import { testMappingRoute } from './test-mapping.ts'

export type IntegrationRoutesDeps = Parameters<typeof createIntegrationRoute>[0] &
  Parameters<typeof testMappingRoute>[0] &
  Parameters<typeof receiveCallbackRoute>[0] &
  Parameters<typeof receiveHeartbeatRoute>[0]

export const integrationRoutes = (deps: IntegrationRoutesDeps): readonly Route[] => [
  receiveCallbackRoute(deps),
  receiveHeartbeatRoute(deps),
  listIntegrationsRoute(deps),
  createIntegrationRoute(deps),
  readIntegrationRoute(deps),
  changeIntegrationRoute(deps),
  rotateIntegrationSecretRoute(deps),
  listReceivedMessagesRoute(deps),
  listMappingTemplatesRoute(),
  testMappingRoute(deps),
]
