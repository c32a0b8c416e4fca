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
    { path: `/v1/approvals/${inQuery}/votes`, init: { method: 'PUT', headers: key, body: token } },
  ]
}
