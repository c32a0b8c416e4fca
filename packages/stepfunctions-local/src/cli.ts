import { Command, InvalidArgumentError } from 'commander'
import { loadHandlers } from './load-handlers.ts'
import { type StepFunctionsLocal, startStepFunctionsLocal } from './server.ts'

interface CliOptions {
  readonly port: number
  readonly host: string
  readonly machines?: string
  readonly handlers?: string
  readonly dataDir?: string
  readonly region: string
  readonly account: string
  readonly quotas?: true
  readonly lambdaEndpoint?: string
  readonly sqsEndpoint?: string
  readonly snsEndpoint?: string
  readonly eventsEndpoint?: string
  readonly dynamodbEndpoint?: string
  readonly apigatewayEndpoint?: string
}

/** The command line: starts the endpoint and stops it on SIGINT or SIGTERM. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const options = commandLine().parse(argv, { from: 'node' }).opts<CliOptions>()
  const engine = await start(options)
  process.stdout.write(`stepfunctions-local listens on ${engine.endpoint}\n`)
  const stop = () => {
    void engine.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function commandLine(): Command {
  return new Command('stepfunctions-local')
    .description('An AWS Step Functions endpoint for laptops and tests')
    .option('--port <port>', 'port to listen on; 0 takes a free one', readPort, 8083)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--machines <folder>', 'state machines to create: *.asl.json, *.asl.yaml')
    .option('--handlers <module>', 'JavaScript module that stands for Lambda functions and services, by export name')
    .option('--data-dir <folder>', 'keep everything in this folder, over restarts')
    .option('--region <region>', 'Region in ARNs', 'us-east-1')
    .option('--account <id>', 'account in ARNs', '123456789012')
    .option('--quotas', "throttle with AWS's token buckets")
    .option('--lambda-endpoint <url>', 'Lambda API for functions without a handler')
    .option('--sqs-endpoint <url>', 'where sqs:* goes')
    .option('--sns-endpoint <url>', 'where sns:* goes')
    .option('--events-endpoint <url>', 'where events:* goes')
    .option('--dynamodb-endpoint <url>', 'where dynamodb:* and aws-sdk:dynamodb:* go')
    .option('--apigateway-endpoint <url>', 'where apigateway:invoke goes, in place of its ApiEndpoint')
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('Not a port.')
  return port
}

async function start(options: CliOptions): Promise<StepFunctionsLocal> {
  const endpoints = {
    lambda: options.lambdaEndpoint,
    sqs: options.sqsEndpoint,
    sns: options.snsEndpoint,
    events: options.eventsEndpoint,
    dynamodb: options.dynamodbEndpoint,
    apigateway: options.apigatewayEndpoint,
  }
  return startStepFunctionsLocal({
    port: options.port,
    host: options.host,
    region: options.region,
    account: options.account,
    quotas: options.quotas === true,
    ...(options.machines === undefined ? {} : { machines: options.machines }),
    ...(options.handlers === undefined ? {} : { handlers: await loadHandlers(options.handlers) }),
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    endpoints: Object.fromEntries(Object.entries(endpoints).filter(([, url]) => url !== undefined)),
  })
}
