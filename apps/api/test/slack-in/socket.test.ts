import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { ANA_IN_SLACK, GENERAL, type SlackInWorld, shownOf, startSlackInWorld } from './slack-in-world.ts'

const ana = { userId: ANA_IN_SLACK }
const place = { channel_id: GENERAL }
let world: SlackInWorld
let server: WebSocketServer
const sockets: WebSocket[] = []
const acks = new Map<string, unknown>()

/** The other side of Socket Mode: says hello, sends envelopes, hears acknowledgements. */
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data))
      acks.set(id, payload)
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A000000001' } }))
  })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  let opened = 0
  world = await startSlackInWorld(
    { SLACK_MODE: 'socket', SLACK_APP_TOKEN: 'xapp-1-A000000001-1-secret', SLACK_SIGNING_SECRET: '' },
    ({ method }) => {
      if (method !== 'apps.connections.open') return undefined
      opened += 1
      // The first call fails, as on a bad day: it is tried again.
      if (opened === 1) return { kind: 'answer', status: 500, body: {} }
      return { kind: 'answer', status: 200, body: { ok: true, url } }
    },
  )
})
afterAll(async () => {
  await world.close()
  server.close()
})

const socket = async (number: number): Promise<WebSocket> => {
  await expect.poll(() => sockets.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(number)
  return sockets[number - 1] as WebSocket
}

async function deliver(to: WebSocket, payload: { door: string; body: object }): Promise<unknown> {
  const id = randomUUID()
  to.send(
    JSON.stringify({ envelope_id: id, type: payload.door, payload: payload.body, accepts_response_payload: true }),
  )
  await expect.poll(() => acks.has(id), { timeout: 5_000 }).toBe(true)
  return acks.get(id)
}

describe('Socket Mode', () => {
  it('connects after a failure, and does what comes in as over HTTP', async () => {
    const view = await world.register()
    const press = slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
    const first = await socket(1)
    expect(await deliver(first, press)).toEqual({})
    // Sent again, because an acknowledgement may be lost.
    expect(await deliver(first, press)).toEqual({})
    await world.work()
    expect(await world.votes(view.id)).toEqual([{ user_id: 'usr_ana', outcome: 'approve', via: 'slack' }])
    expect(await deliver(first, slackPayloads.command(ana, 'mine'))).toMatchObject({ response_type: 'ephemeral' })
  })

  it('says in the acknowledgement what is wrong with a form', async () => {
    const view = await world.register({ risk: 'high' })
    const form = { ...shownOf(view), outcome: 'approve', from: null }
    expect(await deliver(await socket(1), slackPayloads.submit(ana, form, {}))).toMatchObject({
      response_action: 'errors',
      errors: { comment: expect.stringContaining('High risk') },
    })
  })

  it('comes back when Slack hangs up, with or without a word', async () => {
    const first = await socket(1)
    first.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
    const second = await socket(2)
    second.terminate()
    const third = await socket(3)
    expect(await deliver(third, slackPayloads.command(ana, 'help'))).toMatchObject({ response_type: 'ephemeral' })
  })

  it('ignores what another app is told, and has no address on the web', async () => {
    const view = await world.register()
    const press = slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
    const foreign = { ...press, body: { ...press.body, api_app_id: 'A0000OTHER' } }
    expect(await deliver(await socket(3), foreign)).toEqual({})
    await world.work()
    expect(await world.votes(view.id)).toEqual([])
    expect((await world.driver.send(press)).status).toBe(404)
  })
})
