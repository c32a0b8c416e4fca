import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ApprovalRequest, type Registered, registrationForms } from '@countersign/shared/registration'

interface Asked {
  readonly token: string
  readonly executionArn: string
  readonly stateName: string
  readonly approval: ApprovalRequest
}

export interface ApprovalDesk {
  readonly url: string
  /** The next registration, in the order of arrival. */
  next(): Promise<Asked>
  close(): Promise<void>
}

/**
 * Stands where Countersign's API stands: takes registrations by the real contract and hands them to the test, which
 * then answers the task itself. A registration the contract refuses gets 422, so that its workflow fails as it would.
 */
export async function openApprovalDesk(): Promise<ApprovalDesk> {
  const arrived: Asked[] = []
  const waiting: ((asked: Asked) => void)[] = []
  let count = 0

  function accept(body: unknown): { status: number; answer: unknown } {
    const parsed = registrationForms.wholeContext.safeParse(body)
    if (!parsed.success) return { status: 422, answer: { code: 'invalid-request', detail: parsed.error.message } }
    const { context, approval } = parsed.data
    const asked = {
      token: context.Task.Token,
      executionArn: context.Execution.Id,
      stateName: context.State.Name,
      approval,
    }
    const taker = waiting.shift()
    if (taker) taker(asked)
    else arrived.push(asked)
    count += 1
    const id = `apr_${String(count).padStart(36, '0')}` as Registered['id']
    const url = `https://countersign.example/inbox/${id}`
    return {
      status: 201,
      answer: {
        id,
        status: 'pending',
        attempt: 1,
        attemptStatus: 'live',
        url,
        callbackUrl: url,
        deadline: null,
        warnings: [],
      } satisfies Registered,
    }
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { status, answer } = accept(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    next() {
      const asked = arrived.shift()
      return asked ? Promise.resolve(asked) : new Promise((resolve) => waiting.push(resolve))
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
