import { randomBytes } from 'node:crypto'
import { closedLoop } from './closed-loop.mjs'
import { createHttpClient } from './http-client.mjs'

/** Registrations with tokens of the usual length; nobody waits for them, so no worker runs meanwhile. */
export async function measureRegistrations({ apiUrl, asker }, load) {
  const client = createHttpClient(apiUrl, load.connections)
  const ids = []
  const result = await closedLoop(load, async () => {
    const { status, body } = await client.post('/v1/approvals', registration(), asker)
    if (status !== 201) return false
    ids.push(body.id)
    return true
  })
  client.close()
  return { ...result, ids }
}

function registration() {
  const name = randomBytes(8).toString('hex')
  return {
    taskToken: randomBytes(448).toString('base64'),
    execution: { id: `arn:aws:states:us-east-1:123456789012:execution:refund:${name}`, redriveCount: 0 },
    state: { name: 'ReviewRefund', enteredTime: new Date().toISOString(), retryCount: 0 },
    approval: {
      title: 'Refund EUR 1,240.00 to order FF-47881',
      why: 'The parcel left Rostock on Thursday and was last scanned in Hamburg.',
      team: 'payments',
      timeoutSeconds: 86_400,
      case: {
        contextLine: 'Parcel lost between Hamburg and Lyon',
        fields: [{ label: 'Amount', value: '1240.00', format: 'money:EUR' }],
        payload: { orderId: 'FF-47881', lines: [{ sku: 'TENT-3', quantity: 1 }] },
      },
    },
  }
}
