import { describe, expect, it } from 'vitest'
import { TaskToken } from '../../domain/task-token.ts'
import { createPinoLog } from './log.ts'

function linesOf(write: (log: ReturnType<typeof createPinoLog>) => void): string {
  const lines: string[] = []
  write(createPinoLog('debug', 'api', { write: (line: string) => lines.push(line) }))
  return lines.join('')
}

describe('the log', () => {
  it('prints a task token as what it is, wherever it stands', () => {
    const token = new TaskToken('SECRET')
    const text = linesOf((log) => {
      log.info({ token, deep: { list: [token] } }, `about ${token}`)
      log.child({ token }).warn({ err: new Error(`with ${token}`) }, 'x')
    })
    expect(text).toContain('[task token]')
    expect(text).not.toContain('SECRET')
  })

  it('redacts by name what should never have come so far', () => {
    const text = linesOf((log) =>
      log.info({ taskToken: 'SECRET', request: { headers: { authorization: 'SECRET', cookie: 'SECRET' } } }, 'x'),
    )
    expect(text.match(/\[redacted\]/g)).toHaveLength(3)
    expect(text).not.toContain('SECRET')
  })

  it('keeps of an error what helps: name, code, last line, frames and cause, but not the statement before', () => {
    const cause = Object.assign(
      new Error('Invalid invocation:\n  insert into approval values (SECRET)\n\nconnection lost'),
      {
        code: 'P1001',
      },
    )
    const line = JSON.parse(linesOf((log) => log.error({ err: new TypeError('outer', { cause }) }, 'failed')))
    expect(line).toMatchObject({
      level: 'error',
      role: 'api',
      msg: 'failed',
      err: { name: 'TypeError', message: 'outer', cause: { code: 'P1001', message: 'connection lost' } },
    })
    expect(line.err.frames[0]).toMatch(/^\s+at /)
    expect(JSON.stringify(line)).not.toContain('SECRET')
  })

  it('clips long messages', () => {
    const line = JSON.parse(linesOf((log) => log.error({ err: new Error('x'.repeat(5_000)) }, 'failed')))
    expect(line.err.message).toHaveLength(300)
  })
})
