// Which parts are ours to start and which ones the environment points elsewhere. README, "Connect a real account".
import { anchorFolder } from './home-folder.mjs'

/** Of every ARN of packages/stepfunctions-local. */
const LOCAL_ACCOUNT = '123456789012'

export function readConnections(env = process.env) {
  const realAws = env.COUNTERSIGN_AWS === 'real'
  const inPostgres = env.TOKEN_VAULT === 'postgres'
  return {
    realAws,
    authMode: env.AUTH_MODE || 'demo',
    embedPostgres: !env.DATABASE_URL && !env.DATABASE_URL_FILE,
    embedEngine: !realAws && !env.AWS_ENDPOINT_URL_SFN,
    embedDynamodb: !realAws && !env.AWS_ENDPOINT_URL_DYNAMODB && !inPostgres,
    tokenVault: inPostgres ? 'postgres' : 'dynamodb',
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || 'eu-north-1',
  }
}

/**
 * The environment of the API, the worker and the commands. Local endpoints check no signatures, so any credentials do;
 * real ones come from the SDK's own chain.
 */
export function serviceEnvironment({ connections, secrets, addresses }, env = process.env) {
  const local = connections.realAws ? {} : { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
  return withoutUndefined({
    ...local,
    // The account of the engine that comes along; executions of others are refused, as they would be on AWS.
    AWS_ACCOUNT_ID: connections.embedEngine ? LOCAL_ACCOUNT : undefined,
    TOKEN_KEYS: env.TOKEN_KEYS_FILE ? undefined : secrets.tokenKeys,
    SESSION_SECRETS: env.SESSION_SECRETS_FILE ? undefined : secrets.sessionSecrets,
    AUDIT_SIGNING_KEYS: env.AUDIT_SIGNING_KEYS_FILE ? undefined : secrets.auditSigningKeys,
    // Beside the database of this home: another one would not be the log that stands there.
    AUDIT_ANCHOR: connections.embedPostgres ? `file:${anchorFolder}` : undefined,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...env,
    NODE_ENV: env.NODE_ENV || 'development',
    AWS_REGION: connections.region,
    AWS_ENDPOINT_URL_SFN: addresses.stepFunctions,
    AWS_ENDPOINT_URL_DYNAMODB: addresses.dynamodb,
    AUTH_MODE: connections.authMode,
    TOKEN_VAULT: connections.tokenVault,
    DATABASE_URL: addresses.database,
    API_HOST: '127.0.0.1',
    API_PORT: addresses.apiPort === undefined ? undefined : String(addresses.apiPort),
    PUBLIC_URL: addresses.publicUrl,
    TRUST_PROXY: 'loopback',
  })
}

const withoutUndefined = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
