import { type Logger, pino, type StreamEntry } from 'pino'
import type { Log } from '../../ports/log.ts'

/** Where lines go; stdout unless a test listens. */
export type LogStream = Pick<StreamEntry['stream'], 'write'>

/**
 * JSON lines. Redaction is the second net: the first is that task tokens have a type that cannot be printed and that
 * bodies and headers are never handed to the log.
 */
export function createPinoLog(level: string, role: 'api' | 'worker', stream?: LogStream): Log & Logger {
  const options = {
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: ['taskToken', 'token', 'authorization', 'cookie', 'password', 'secret'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: '[redacted]',
    },
  }
  return stream ? pino(options, stream) : pino(options)
}

const MESSAGE_CHARACTERS = 300

/**
 * Name, code, the last line of the message and the frames. Database errors put the whole statement with its values in
 * front of that line, and values may be somebody's case.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  const message = error.message.trim().split('\n').at(-1) ?? ''
  return {
    name: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: message.slice(0, MESSAGE_CHARACTERS),
    frames: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  }
}
