import { describe, expect, it } from 'vitest'
import { classifyError, isAccessRefusal, isInvalidToken } from './classify-error.ts'

const aws = (name: string, httpStatusCode = 400, message = 'whatever it says') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'req-1' } })
const socket = (code: string) => Object.assign(new Error('socket'), { code, $metadata: { attempts: 1 } })

describe('what a Send* call proved', () => {
  it.each([
    // AWS: one name for answered, expired and aborted alike (02 §1.3).
    ['TaskTimedOut', aws('TaskTimedOut', 400, "Task Timed Out: 'Provided task does not exist anymore'"), 'gone'],
    ['TaskDoesNotExist', aws('TaskDoesNotExist'), 'gone'],
    // AWS's own local jar: the same name, another text.
    ['TaskTimedOut of the local jar', aws('TaskTimedOut', 400, "Task Timed Out: 'arn:aws:states:…'"), 'gone'],
    ['ThrottlingException', aws('ThrottlingException', 400, 'Rate exceeded'), 'retryLater'],
    ['KmsThrottlingException', aws('KmsThrottlingException'), 'retryLater'],
    ['429 under any name', aws('Whatever', 429), 'retryLater'],
    ['credentials not there yet', Object.assign(new Error(), { name: 'CredentialsProviderError' }), 'retryLater'],
    ['expired credentials', aws('ExpiredTokenException', 403), 'retryLater'],
    ['connection refused', socket('ECONNREFUSED'), 'retryLater'],
    ['unknown host', socket('ENOTFOUND'), 'retryLater'],
    ['DNS out of order', socket('EAI_AGAIN'), 'retryLater'],
    ['500', aws('InternalServerError', 500), 'unknown'],
    ['503', aws('ServiceUnavailable', 503), 'unknown'],
    ['connection reset', socket('ECONNRESET'), 'unknown'],
    ['broken pipe', socket('EPIPE'), 'unknown'],
    ['request timeout', Object.assign(new Error(), { name: 'TimeoutError' }), 'unknown'],
    ['a bug', new TypeError('x is not a function'), 'unknown'],
    ['not even an error', 'surprise', 'unknown'],
    ['InvalidToken', aws('InvalidToken'), 'refused'],
    ['InvalidOutput', aws('InvalidOutput'), 'refused'],
    ['ValidationException', aws('ValidationException'), 'refused'],
    ['AccessDeniedException', aws('AccessDeniedException'), 'refused'],
    ['KmsAccessDeniedException', aws('KmsAccessDeniedException'), 'refused'],
    ['KmsInvalidStateException', aws('KmsInvalidStateException'), 'refused'],
  ])('%s', (_name, thrown, kind) => {
    expect(classifyError(thrown).kind).toBe(kind)
  })

  it.each([
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'KmsThrottlingException',
    'CredentialsProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'RequestExpired',
    'RequestTimeTooSkewed',
  ])('%s: not executed, later perhaps', (name) => {
    expect(classifyError(aws(name))).toEqual({ kind: 'retryLater', error: name, afterMs: null, requestId: 'req-1' })
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])(
    '%s: never sent',
    (code) => {
      expect(classifyError(socket(code))).toEqual({ kind: 'retryLater', error: code, afterMs: null, requestId: null })
    },
  )

  it.each([
    [399, 'unknown'],
    [400, 'refused'],
    [499, 'refused'],
    [500, 'unknown'],
  ])('%d under a name nobody knows: %s', (status, kind) => {
    expect(classifyError(aws('Whatever', status)).kind).toBe(kind)
  })

  it('says what was refused, and by whom nobody answered', () => {
    expect(classifyError(aws('InvalidOutput', 400, 'Not JSON'))).toEqual({
      kind: 'refused',
      error: 'InvalidOutput',
      detail: 'Not JSON',
      requestId: 'req-1',
    })
    expect(classifyError(aws('TaskTimedOut'))).toEqual({ kind: 'gone', error: 'TaskTimedOut', requestId: 'req-1' })
    expect(classifyError(socket('ECONNRESET'))).toEqual({ kind: 'unknown', error: 'ECONNRESET', requestId: null })
    expect(classifyError(aws('InternalServerError', 500))).toMatchObject({ error: 'InternalServerError' })
  })

  it.each([
    ['a text', 'surprise'],
    ['nothing', undefined],
    ['null', null],
    ['an object without a name', { name: '', code: 7, $metadata: null, $response: 'x' }],
  ])('takes %s for an error of which nothing is known', (_, thrown) => {
    expect(classifyError(thrown)).toEqual({ kind: 'unknown', error: 'Error', requestId: null })
  })

  it('has no detail where there is no message, and no status where it is no number', () => {
    const refusal = { name: 'InvalidOutput', $metadata: { httpStatusCode: 400 } }
    expect(classifyError(refusal)).toMatchObject({ kind: 'refused', detail: '', requestId: null })
    expect(classifyError({ name: 'Odd', $metadata: { httpStatusCode: '400' } }).kind).toBe('unknown')
  })

  it('never reads the message: every message gives the same outcome', () => {
    for (const message of ['Invalid Token', 'Task Timed Out', 'Rate exceeded', 'timeout', ''])
      expect(classifyError(aws('InvalidToken', 400, message)).kind).toBe('refused')
  })

  it('keeps the request id and the time the service asked for', () => {
    const throttled = Object.assign(aws('ThrottlingException'), { $response: { headers: { 'retry-after': '2' } } })
    expect(classifyError(throttled)).toEqual({
      kind: 'retryLater',
      error: 'ThrottlingException',
      afterMs: 2_000,
      requestId: 'req-1',
    })
  })

  it.each(['0', '-1', 'soon', ''])('takes no time from a retry-after of "%s"', (value) => {
    const throttled = Object.assign(aws('SlowDown'), { $response: { headers: { 'retry-after': value } } })
    expect(classifyError(throttled)).toMatchObject({ kind: 'retryLater', afterMs: null })
  })

  it('knows when an account does not let us in', () => {
    const names = ['AccessDeniedException', 'AccessDenied', 'NotAuthorized', 'UnrecognizedClientException']
    for (const name of [...names, 'InvalidClientTokenId']) expect(isAccessRefusal(name), name).toBe(true)
    for (const name of ['KmsAccessDeniedException', 'InvalidToken', '']) expect(isAccessRefusal(name)).toBe(false)
  })

  it('tells the dialect of emulators, where InvalidToken may mean that the execution has ended', () => {
    expect(isInvalidToken(classifyError(aws('InvalidToken')))).toBe(true)
    expect(isInvalidToken(classifyError(aws('AccessDeniedException')))).toBe(false)
    expect(isInvalidToken(classifyError(aws('InvalidToken', 500)))).toBe(false)
  })
})
