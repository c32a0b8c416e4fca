import { randomBytes } from 'node:crypto'
import type { ApprovalId } from '@countersign/shared/ids'
import { userId } from '@countersign/shared/ids'
import { DEFAULT_PREFERENCES, type Preferences } from '@countersign/shared/preferences'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createPinoLog } from '../../src/adapters/system/log.ts'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import type { SlackClient } from '../../src/ports/slack-client.ts'
import { announceApproval } from '../../src/use-cases/announcements/announce-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { wireMailer, wireNotices } from '../../src/wiring/wire-notices.ts'
import { aSource, aVote, byUser, type RegistrationOverrides } from '../builders.ts'
import { type MailServer, startMailServer } from '../email/mail-server.ts'
import { forgetJobs, handlersFor, letJobsAge, runJobsOnce } from '../support/run-jobs.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** A Monday, outside everybody's quiet hours. */
const MONDAY_NINE = '2026-11-23T09:00:00.000Z'
export const mailOf = (id: string): string => `${id.replace('usr_', '')}@fjordandfield.example`

/** The demo's people, a mail server, and a clock that tests move; jobs run one pass at a time. */
export function useNoticeWorld(slack: SlackClient | null = null) {
  const core = useTestCore()
  const logs: string[] = []
  const log = createPinoLog('debug', 'worker', { write: (line: string) => logs.push(line) })
  let mail: MailServer | undefined
  let owner: pg.Client | undefined
  let offsetMs = 0
  beforeAll(async () => {
    mail = await startMailServer()
    owner = new pg.Client({ connectionString: core.testDatabase.ownerUrl })
    await owner.connect()
  })
  afterAll(async () => {
    await owner?.end()
    await mail?.close()
  })
  beforeEach(async () => {
    await forgetJobs(core.database)
    await ready(owner).query(
      'delete from notice; delete from reminder; delete from approval_watch; delete from notice_preference',
    )
    ready(mail).received.length = 0
    ready(mail).answer(250)
    logs.length = 0
    await setClock(MONDAY_NINE)
  })
  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('used before the tests run')
    return value
  }
  const setClock = async (instant: string) => {
    offsetMs = Date.parse(instant) - Date.now()
    await shift()
  }
  const shift = () =>
    ready(owner).query(
      `create or replace function countersign_now() returns timestamptz language sql volatile as
       $$ select clock_timestamp() + interval '${offsetMs} milliseconds' $$`,
    )
  const worker = () => {
    const { config } = parseConfig(
      readEnv({
        DATABASE_URL: core.testDatabase.databaseUrl,
        PUBLIC_URL: 'https://countersign.example.com',
        TOKEN_KEYS: `t1:${randomBytes(32).toString('base64')}`,
        SESSION_SECRETS: randomBytes(32).toString('base64'),
        MAIL_TRANSPORT: 'smtp',
        MAIL_FROM: 'Countersign <approvals@countersign.example.com>',
        SMTP_URL: ready(mail).url,
      }),
    )
    const secretSealer = { seal: () => '', open: () => '' } as never
    const parts = { ...core.deps, ...core.jobDeps, database: core.database, config, log, secretSealer }
    const notices = wireNotices(parts, core.jobDeps.reader, wireMailer(config, { mailTried: () => {} }), slack)
    const announcing = { ...core.jobDeps, channels: [notices.announce] }
    return {
      notices,
      announcing,
      handlers: handlersFor({
        announce: ({ approvalId }) => announceApproval(announcing, approvalId),
        ...notices.handlers,
      }),
    }
  }

  return {
    core,
    logs,
    setClock,
    get mail() {
      return ready(mail)
    },
    /** One pass over what is due. */
    work() {
      const { handlers, announcing } = worker()
      return runJobsOnce(core.database, handlers, { announcing, log })
    },
    cron: (name: 'plan-digests' | 'plan-reminders' | 'end-snoozes' | 'tend-stages') => worker().handlers[name]({}),
    /** Both clocks, the database's and that of the jobs. */
    async pass(ms: number) {
      offsetMs += ms
      await shift()
      await letJobsAge(core.database, ms)
    },
    register: (request: RegistrationOverrides['request'] = {}) =>
      core.register({ source: aSource(), request: { timeoutSeconds: 7_200, ...request } }),
    async decide(approvalId: ApprovalId, by = 'usr_ana', outcome = 'approve') {
      const dossier = await core.deps.reader.dossier(approvalId)
      const request = aVote(ready(dossier).approval.caseDigest, { outcome, undoSeconds: 0 })
      return accepted(await castVote(core.deps, { principal: byUser(by), approvalId, request, expectedVersion: null }))
    },
    prefer: (id: string, preferences: Partial<Preferences>) =>
      core.deps.unitOfWork.transaction((stores) =>
        stores.preferences.save(userId.parse(id), { ...DEFAULT_PREFERENCES, ...preferences }),
      ),
    notices: (where = 'true') =>
      core.sql<{ user_id: string; kind: string; channel: string; status: string; detail: string | null }>(
        `select user_id, kind, channel, status, detail from notice where ${where} order by id`,
      ),
    /** Who got a mail, in the order of their names. */
    receivers: () =>
      ready(mail)
        .received.flatMap(({ to }) => to)
        .sort(),
  }
}
