/** Where AWS files an error: the service's own model, or the framework in front of it. */
export type ErrorNamespace =
  | 'com.amazonaws.swf.service.v2.model'
  | 'com.amazon.coral.validate'
  | 'com.amazon.coral.service'
  | 'com.amazon.coral.availability'

/** An answer with an error, in AWS's words. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly type: string
  readonly status: number
  readonly extra: { readonly [name: string]: string }

  constructor(
    type: string,
    message: string,
    options: { namespace?: ErrorNamespace; status?: number; extra?: { readonly [name: string]: string } } = {},
  ) {
    super(message)
    this.type = `${options.namespace ?? 'com.amazonaws.swf.service.v2.model'}#${type}`
    this.status = options.status ?? 400
    this.extra = options.extra ?? {}
  }
}

/** The service's errors read `Task Timed Out: '…'`: the name in words, then the detail in quotes. */
export function modelError(type: string, detail: string): ServiceError {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2')
  return new ServiceError(type, `${words}: '${detail}'`)
}

export function throttled(): ServiceError {
  return new ServiceError('ThrottlingException', 'Rate exceeded', { namespace: 'com.amazon.coral.availability' })
}

/** The form of [OBS] NOAA-OWP/hydrovis#837; the real one names the caller's ARN and the state machine's. */
export function accessDenied(api: string): ServiceError {
  return new ServiceError('AccessDeniedException', `User: local is not authorized to perform: states:${api}`, {
    namespace: 'com.amazon.coral.service',
  })
}

/** Words recorded 03-07-2024. */
export function typeNotSupported(): ServiceError {
  return new ServiceError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  )
}
