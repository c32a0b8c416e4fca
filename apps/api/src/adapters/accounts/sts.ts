import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { ROLE_ACTIONS } from '@countersign/shared/accounts'
import { NodeHttpHandler } from '@smithy/node-http-handler'

/** Of one assumed role; they expire `SESSION_SECONDS` after they were given. */
export interface SessionCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

export interface Sts {
  /** Throws what the SDK throws. The call goes to the region the work is in, so that no other region can hold it up. */
  assume(role: { roleArn: string; externalId: string; region: string }): Promise<SessionCredentials>
  whoAmI(region: string, credentials?: SessionCredentials): Promise<{ account: string; arn: string }>
  close(): void
}

export interface StsOptions {
  /** `AWS_ENDPOINT_URL_STS`; without it the SDK finds AWS's own for each region. */
  readonly endpoint?: string
  /** Which process: CloudTrail of the other account shows it with every call. */
  readonly sessionName: string
}

/** The most that AWS gives to whoever is itself an assumed role, as a container or a function is. */
export const SESSION_SECONDS = 3_600

/**
 * The session may do less than the role: even one that was given too much answers tasks and reads executions, no more.
 * kms:Decrypt is for histories encrypted with the customer's own key, where the role has it.
 */
const SESSION_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [...ROLE_ACTIONS, 'kms:Decrypt'], Resource: '*' }],
})

export function createSts({ endpoint, sessionName }: StsOptions): Sts {
  const clients = new Map<string, STSClient>()

  return {
    async assume({ roleArn, externalId, region }) {
      const { Credentials } = await clientFor(region).send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          ExternalId: externalId,
          RoleSessionName: sessionName,
          DurationSeconds: SESSION_SECONDS,
          Policy: SESSION_POLICY,
        }),
      )
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {}
      if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('AssumeRole answered without credentials')
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    },

    async whoAmI(region, credentials) {
      const client = credentials ? create(region, credentials) : clientFor(region)
      try {
        const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}))
        if (!Account || !Arn) throw new Error('GetCallerIdentity answered without an account')
        return { account: Account, arn: Arn }
      } finally {
        if (credentials) client.destroy()
      }
    },

    close() {
      for (const client of clients.values()) client.destroy()
      clients.clear()
    },
  }

  function clientFor(region: string): STSClient {
    const client = clients.get(region) ?? create(region)
    clients.set(region, client)
    return client
  }

  function create(region: string, credentials?: SessionCredentials): STSClient {
    return new STSClient({
      region,
      ...(endpoint ? { endpoint } : {}),
      ...(credentials ? { credentials } : {}),
      maxAttempts: 2,
      // A delivery waits for this while it holds its lease.
      requestHandler: new NodeHttpHandler({
        connectionTimeout: 1_000,
        requestTimeout: 2_000,
        throwOnRequestTimeout: true,
      }),
    })
  }
}
