import { closedLoop } from './closed-loop.mjs'
import { createHttpClient } from './http-client.mjs'

/** One vote each on the approvals registered before, as a person through the API. */
export async function measureDecisions({ apiUrl, voter }, load, ids) {
  const client = createHttpClient(apiUrl, load.connections)
  const digests = await readDigests(apiUrl, voter, ids)
  let next = 0
  const result = await closedLoop(load, async () => {
    const index = next++
    if (index >= digests.length) return undefined
    const { id, caseDigest } = digests[index]
    const { status } = await client.post(`/v1/approvals/${id}/votes`, { outcome: 'approve', caseDigest }, voter)
    return status === 200
  })
  client.close()
  return result
}

async function readDigests(apiUrl, voter, ids) {
  const digests = []
  for (let start = 0; start < ids.length; start += 50) {
    const page = ids.slice(start, start + 50).map(async (id) => {
      const { caseDigest } = await (await fetch(`${apiUrl}/v1/approvals/${id}`, { headers: voter })).json()
      return { id, caseDigest }
    })
    digests.push(...(await Promise.all(page)))
  }
  return digests
}
