interface Mistake {
  path: string
  init: RequestInit
}

/** Requests in which somebody put a task token where it does not belong; each is refused. */
export function mistakesWith(token: string, apiKey: string): Mistake[] {
  const key = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const inQuery = encodeURIComponent(token)
  const execution = { id: 'arn:aws:states:eu-north-1:123456789012:execution:machine:mistake' }
  const good = { taskToken: token, execution, state: { name: 'Review' }, approval: { title: 'x', team: 'fulfilment' } }
  const register = (body: unknown, headers: Record<string, string> = {}): Mistake => ({
    path: '/v1/approvals',
    init: {
      method: 'POST',
      headers: { ...key, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    },
  })
  const signedBy = (id: string) => ({ 'webhook-id': id, 'webhook-timestamp': '1', 'webhook-signature': `v1,${token}` })
  const answerFromOutside = (address: string, headers: Record<string, string>, body: string): Mistake => ({
    path: `/v1/callbacks/${address}`,
    init: { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body },
  })
  const get = (path: string, headers: Record<string, string> = key): Mistake => ({ path, init: { headers } })
  return [
    register({ ...good, taskToken: token.repeat(4) }),
    register({ ...good, taskToken: `${token}\n` }),
    register({ ...good, taskToken: { value: token } }),
    register({ ...good, approval: { ...good.approval, case: { payload: { all: { Task: { Token: token } } } } } }),
    register({ ...good, approval: { ...good.approval, title: token } }),
    register({ ...good, approval: { ...good.approval, team: token } }),
    register({ ...good, [token]: token }),
    register({ ...good, execution: { id: token } }),
    register({ ...good, state: { name: token } }),
    register({ ...good, extra: token }, { 'idempotency-key': token.slice(0, 200) }),
    register(`{"taskToken": "${token}"`),
    register(`{"taskToken": ${token}}`),
    register(`{"${token}": 1, "${token}": 2}`),
    register(token, { 'content-type': 'text/plain' }),
    register(`{"taskToken": "${token}", "filler": "${'x'.repeat(1_200_000)}"}`),
    register(good, { authorization: `Bearer ${token}` }),
    get(`/v1/approvals/${inQuery}`),
    get(`/v1/approvals?cursor=${inQuery}`),
    get(`/v1/approvals?${inQuery}=1`),
    get(`/v1/tokens?token=${inQuery}`),
    get(`/problems/${inQuery}`),
    get('/v1/approvals', {
      cookie: `countersign=${inQuery}`,
      'user-agent': token,
      referer: `http://x.example/?${inQuery}`,
    }),
    answerFromOutside(inQuery, {}, token),
    answerFromOutside('acb_0', signedBy(token), JSON.stringify({ outcome: token })),
    answerFromOutside('acb_0/heartbeat', signedBy('x'), token),
    { path: '/slack/events', init: { method: 'POST', headers: { 'x-slack-signature': token }, body: token } },
    { path: '/v1/mapping-tests', init: { method: 'POST', headers: key, body: JSON.stringify({ body: token }) } },
    { path: '/v1/webhooks', init: { method: 'POST', headers: key, body: JSON.stringify({ url: `https://${token}` }) } },
    get(`/v1/integrations/${inQuery}/messages?cursor=${inQuery}`),
    { path: `/v1/approvals/${inQuery}/votes`, init: { method: 'PUT', headers: key, body: token } },
  ]
}
