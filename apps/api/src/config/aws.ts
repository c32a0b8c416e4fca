import type { Env, EnvName } from './env.ts'

export interface AwsConfig {
  readonly region: string
  /** The service's own; `null`: STS is asked. */
  readonly accountId: string | null
  /**
   * From the environment and nowhere else: task tokens go to these addresses, so an admin of the service must not be
   * able to name them.
   */
  readonly endpoints: {
    readonly stepFunctions: string | null
    /** `<account>/<region>`, each part perhaps `*`, to URL. */
    readonly stepFunctionsTable: Readonly<Record<string, string>>
    readonly sts: string | null
    readonly dynamodb: string | null
  }
}

const SCOPE = /^(\d{12}|\*)\/([a-z]{2,3}(-[a-z]+)+-\d|\*)$/

export function parseAws(values: Env['values'], problems: string[]): AwsConfig {
  const accountId = values.AWS_ACCOUNT_ID ?? null
  if (accountId !== null && !/^\d{12}$/.test(accountId))
    problems.push('AWS_ACCOUNT_ID must be the twelve digits of an AWS account id.')
  const url = (name: EnvName) => {
    const value = values[name]
    if (value === undefined || isWebUrl(value)) return value ?? null
    problems.push(`${name} must be a URL that begins with http:// or https://.`)
    return null
  }
  return {
    region: values.AWS_REGION ?? 'us-east-1',
    accountId,
    endpoints: {
      stepFunctions: url('AWS_ENDPOINT_URL_SFN'),
      stepFunctionsTable: parseTable(values.AWS_ENDPOINTS_SFN ?? '', problems),
      sts: url('AWS_ENDPOINT_URL_STS'),
      dynamodb: url('AWS_ENDPOINT_URL_DYNAMODB'),
    },
  }
}

function parseTable(text: string, problems: string[]): Readonly<Record<string, string>> {
  const table: Record<string, string> = {}
  for (const entry of text.split(',').flatMap((each) => each.trim() || [])) {
    const [scope = '', ...rest] = entry.split('=')
    const target = rest.join('=')
    if (!SCOPE.test(scope) || !isWebUrl(target))
      problems.push(
        `AWS_ENDPOINTS_SFN has the entry "${scope}": expected <account>/<region>=<url>, where either part may be *.`,
      )
    else if (scope in table) problems.push(`AWS_ENDPOINTS_SFN names ${scope} twice: keep one of them.`)
    else table[scope] = target
  }
  return table
}

const isWebUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
