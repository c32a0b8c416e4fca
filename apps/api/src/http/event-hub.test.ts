import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { approvalId, keyId } from '@countersign/shared/ids'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApprovalReader } from '../ports/approval-reader.ts'
import type { Caller } from './caller.ts'
import { createEventHub, type EventHub } from './event-hub.ts'

type Event = Awaited<ReturnType<ApprovalReader['eventsAfter']>>[number]

const event = (seq: number): Event => ({
  seq,
  type: 'approval.requested',
  at: '2026-11-21T09:00:00.000Z',
  approvalId: approvalId.parse('apr_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g'),
  team: 'payments',
  version: 1,
  status: 'pending',
  callbackStatus: null,
  requestedBy: null,
  audience: { teams: [], people: [] },
  registeredByKey: 'k',
})

const caller: Caller = {
  principal: {
    kind: 'key',
    key: { id: keyId.parse('aaaaaaaaaaaa'), name: 'k', scopes: ['approvals:read'], teams: [], actsAs: null },
    via: 'api',
  },
  label: 'key:aaaaaaaaaaaa',
  browser: false,
  stillValid: async () => undefined,
}

/** A log whose every read waits until the test answers it, with what was committed when the read began. */
function createSlowLog() {
  const committed: Event[] = [event(5)]
  const reads: { readonly after: number; readonly answer: () => void }[] = []
  return {
    commit: (seq: number) => committed.push(event(seq)),
    reader: {
      lastSeq: async () => committed.at(-1)?.seq ?? 0,
      eventsAfter: (after: number) => {
        const snapshot = committed.filter((each) => each.seq > after)
        return new Promise<readonly Event[]>((resolve) => reads.push({ after, answer: () => resolve(snapshot) }))
      },
    },
    async nextRead() {
      await expect.poll(() => reads.length).toBeGreaterThan(0)
      const read = reads.shift()
      if (!read) throw new Error('unreachable')
      return read
    },
  }
}

let log: ReturnType<typeof createSlowLog>
let hub: EventHub
let tellNews: () => void
let server: Server
let origin: string

beforeEach(async () => {
  log = createSlowLog()
  hub = createEventHub({
    reader: log.reader,
    feed: {
      subscribe: (onNews) => {
        tellNews = onNews
        return () => undefined
      },
      close: async () => undefined,
    },
    clock: { monotonicMs: () => 0, after: () => () => undefined },
    metrics: { eventClients: () => undefined },
    log: { warn: () => undefined },
  })
  const app = express()
  app.get('/', async (request, response) => {
    await hub.open({ caller, sessionId: null, lastEventId: undefined }, request, response)
  })
  server = createServer(app).listen(0, '127.0.0.1')
  await expect.poll(() => server.listening).toBe(true)
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  hub.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** The numbers a viewer was told, as they arrive. */
async function view(): Promise<number[]> {
  const told: number[] = []
  const response = await fetch(origin)
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? [])
      for (const match of decoder.decode(chunk, { stream: true }).matchAll(/event:approval\.requested\nid:(\d+)/g))
        told.push(Number(match[1]))
  }
  read().catch(() => undefined)
  return told
}

describe('the event hub', () => {
  it('misses nothing that is told to others while a newcomer is still reading (E2)', async () => {
    const first = await view()
    ;(await log.nextRead()).answer()
    const second = await view()
    const secondReads = await log.nextRead()
    log.commit(6)
    tellNews()
    ;(await log.nextRead()).answer()
    await expect.poll(() => first).toEqual([6])
    secondReads.answer()
    ;(await log.nextRead()).answer()
    ;(await log.nextRead()).answer()
    await expect.poll(() => second).toEqual([6])
    expect(first).toEqual([6])
  })

  it('tells nothing twice when a newcomer begins after what the hub is about to tell (E2)', async () => {
    const first = await view()
    ;(await log.nextRead()).answer()
    log.commit(6)
    tellNews()
    const hubReads = await log.nextRead()
    const second = await view()
    ;(await log.nextRead()).answer()
    hubReads.answer()
    await expect.poll(() => first).toEqual([6])
    log.commit(7)
    tellNews()
    ;(await log.nextRead()).answer()
    await expect.poll(() => first).toEqual([6, 7])
    await expect.poll(() => second).toEqual([7])
  })
})
