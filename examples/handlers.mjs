import { handlers as agentToolCall } from './agent-tool-call/handlers.mjs'
import { handler as countersignRegister } from './countersign-register.mjs'
import { handlers as dataDeletion } from './data-deletion/handlers.mjs'
import { handlers as documentReview } from './document-review/handlers.mjs'
import { handlers as knowledgeIngestion } from './knowledge-ingestion/handlers.mjs'
import { handlers as modelRetraining } from './model-retraining/handlers.mjs'
import { handlers as notifications } from './notifications.mjs'
import { handlers as orderSaga } from './order-saga/handlers.mjs'
import { handlers as priceChange } from './price-change/handlers.mjs'
import { handlers as productionDeploy } from './production-deploy/handlers.mjs'
import { handlers as refund } from './refund/handlers.mjs'
import { handlers as supplierChange } from './supplier-change/handlers.mjs'

/**
 * What the local engine calls instead of Lambda and of the services: function name or `service:action` to function.
 * @type {Readonly<Record<string, (input: never) => unknown>>}
 */
export const handlers = {
  'countersign-register': countersignRegister,
  ...notifications,
  ...orderSaga,
  ...modelRetraining,
  ...refund,
  ...supplierChange,
  ...productionDeploy,
  ...dataDeletion,
  ...agentToolCall,
  ...documentReview,
  ...knowledgeIngestion,
  ...priceChange,
}
