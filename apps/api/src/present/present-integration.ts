import type { IntegrationView, ReceivedMessagePage } from '@countersign/shared/integrations'
import type { IntegrationRecord, ReceivedMessage, SecretRecord } from '../ports/integrations.ts'

export function presentIntegration(integration: IntegrationRecord): IntegrationView {
  const { id, name, kind, actsAs, owner, teams, policies, outcomes, mapping, heartbeats, forward } = integration
  return {
    ...{ id, name, kind, heartbeats, mapping },
    actsAs: { ...actsAs },
    owner: owner && { ...owner },
    teams: [...teams],
    policies: [...policies],
    outcomes: [...outcomes],
    forward: forward && { ...forward },
    secrets: integration.secrets.map(presentSecret),
    createdAt: integration.createdAt.toISOString(),
    updatedAt: integration.updatedAt.toISOString(),
    disabledAt: integration.disabledAt?.toISOString() ?? null,
  }
}

const presentSecret = ({ id, lastFour, createdAt, expiresAt }: SecretRecord): IntegrationView['secrets'][number] => ({
  id,
  lastFour,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
})

export const presentMessage = (message: ReceivedMessage): ReceivedMessagePage['items'][number] => ({
  messageId: message.messageId,
  approvalId: message.approvalId,
  result: message.result,
  status: message.status,
  receivedAt: message.receivedAt.toISOString(),
})
