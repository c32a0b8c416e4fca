import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { approval, fullRefund, workingDay } from './support/cases.ts'
import { MARCO } from './support/people.ts'
import { startRig } from './support/rig.ts'

let rig: Awaited<ReturnType<typeof startRig>>
beforeAll(async () => {
  rig = await startRig()
})
afterEach(() => rig.endTest())
afterAll(() => rig.close())

test('every page has a strict policy with a nonce of its own', async () => {
  const { api } = await rig.fresh([])
  const nonces = new Set<string>()
  for (const path of ['/inbox', '/sign-in', '/inbox/apr_nope', '/nowhere']) {
    const response = await fetch(`${api.url}${path}`)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy, path).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(response.headers.get('x-powered-by')).toBeNull()
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    nonces.add(nonce)
    const html = await response.text()
    const scripts = html.match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`)
    expect(html).not.toMatch(/<style\b(?![^>]*nonce)/)
    expect(html).not.toMatch(/\son\w+="/)
    expect(html).not.toMatch(/\sstyle="/)
  }
  expect(nonces.size).toBe(4)
})

test('using the app breaks its policy nowhere, in neither theme', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const { store, visit } = await rig.fresh(workingDay())
    const [refund, , , limit] = [...store.approvals.keys()]
    const { page, errors, cspReports } = await visit(MARCO, { theme })
    await page.goto(`/inbox?open=${refund}`)
    await page.getByText('carrier report').waitFor()
    await page.getByText('"ord_8812_f3a9"').waitFor()
    await page.getByRole('tab', { name: 'Audit trail' }).click()
    await page.getByText('was requested').waitFor()
    await page
      .getByRole('button', { name: /^Account/ })
      .last()
      .click()
    await page.getByRole('menuitem', { name: 'Settings' }).click()
    await page.getByRole('radio', { name: 'Next one' }).click()
    await page.goBack()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await page.keyboard.press('r')
    await page.getByText('Choose a reason first.').waitFor()
    await page.goto(`/inbox?open=${limit}`)
    await page.getByRole('button', { name: /^Edit/ }).click()
    await page.getByLabel('Daily limit').fill('1')
    await page.getByRole('button', { name: 'Keep 1 change' }).click()
    await page.getByRole('button', { name: /^Raise limit/ }).click()
    await page.waitForTimeout(300)
    await page.getByRole('button', { name: /^Confirm/ }).click()
    await page.getByRole('region', { name: 'Notifications' }).getByText('Raise limit').waitFor()
    expect(await cspReports()).toEqual([])
    expect(errors).toEqual([])
  }
})

const ATTACKS = [
  '<script>window.hacked=1</script>',
  '<img src=x onerror="window.hacked=1">',
  '"><svg onload=window.hacked=1>',
  'javascript:window.hacked=1',
  '{{constructor.constructor("window.hacked=1")()}}',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '</title><script>window.hacked=1</script>',
  '\u202egnp.exe\u202c zero\u200bwidth',
] as const

test.each(ATTACKS)('hostile text in every field stays text: %j', async (attack) => {
  const line = attack.slice(0, 50)
  const question = fullRefund({
    title: `Title ${attack}`,
    why: `Why ${attack}\n\n[link](javascript:window.hacked=1) ![image](https://tracker.example/p.png) <b onclick="window.hacked=1">bold</b>`,
    requestedBy: { id: 'usr_x', name: attack },
    key: attack,
    tags: { env: 'prod', [line]: attack },
    case: {
      contextLine: line,
      fields: ['text', 'money:EUR', 'date', 'datetime', 'number', 'percent', 'duration', 'url', 'id', 'code'].map(
        (format, index) => ({
          label: `${index} ${line}`,
          value: attack,
          format,
        }),
      ),
      changes: [{ field: attack, from: attack, to: { [attack]: attack } }],
      evidence: [{ label: line, url: 'https://files.example/a.pdf' }],
      payload: { [attack]: [attack, { nested: attack }] },
    },
    outcomes: [
      { id: 'approve', kind: 'success', label: line, reasons: [] },
      { id: 'reject', kind: 'failure', label: `Reject ${line}`, error: 'Nope', reasons: [{ id: 'A', label: line }] },
    ],
    form: {
      schema: { type: 'object', properties: { [line]: { type: 'string', title: attack, description: attack } } },
      initial: { [line]: attack },
    },
  })
  const { store, visit } = await rig.fresh([question])
  store.comment(question.id, { ...MARCO, name: attack }, attack)
  const { page, errors, cspReports } = await visit(MARCO)
  const outside: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1') && !request.url().startsWith('data:')) outside.push(request.url())
  })
  await page.goto(`/inbox?open=${question.id}`)
  await page.getByRole('heading', { level: 2, name: /^Title/ }).waitFor()
  await page.getByText('nested').waitFor()
  await page.locator('#raw summary').click()
  await page.keyboard.press('e')
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.keyboard.press('r')
  await page.getByText('Choose a reason first.').waitFor()

  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(await page.locator('article img, article iframe, article script, article svg[onload]').count()).toBe(0)
  const links = await page
    .locator('article a[target="_blank"]')
    .evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('rel')]))
  for (const [href, rel] of links) {
    expect(href).toMatch(/^https:\/\//)
    expect(rel).toContain('noopener')
    expect(rel).toContain('noreferrer')
  }
  expect(await page.locator('body').textContent()).not.toMatch(/[\u202a-\u202e\u200b\u2066-\u2069]/)
  expect(outside).toEqual([])
  expect(await cspReports()).toEqual([])
  expect(errors).toEqual([])
})

test('the way back after sign-in never leads to another site', async () => {
  const { api, visit } = await rig.fresh([approval()])
  const { page } = await visit(null)
  await page.goto(`/sign-in?to=${encodeURIComponent('//evil.example/x')}`)
  await page.getByRole('button', { name: /Marco Bianchi/ }).click()
  await page.getByRole('heading', { name: 'Waiting for me' }).waitFor()
  expect(page.url().startsWith(api.url)).toBe(true)
})
