import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it } from 'vitest'
import { limitFailedLogins } from './limit-rate.ts'

const AT_ONCE = 70

it('does not take many at once behind one address for many who failed', async () => {
  const underWay: express.Response[] = []
  let refused = 0
  // Nobody is answered before everybody has come.
  const answerTogether = () => {
    if (underWay.length + refused === AT_ONCE) for (const response of underWay) response.sendStatus(200)
  }
  const app = express()
  app.use(limitFailedLogins())
  app.get('/', (_request, response) => {
    underWay.push(response)
    answerTogether()
  })
  app.use((_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    refused += 1
    response.sendStatus(429)
    answerTogether()
  })
  const server = app.listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => fetch(url)))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
