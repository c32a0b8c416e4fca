import { SFNClient } from '@aws-sdk/client-sfn'
import {
  type StepFunctionsLocal,
  type StepFunctionsLocalOptions,
  startStepFunctionsLocal,
} from '@countersign/stepfunctions-local'

export interface TestEngine extends Pick<StepFunctionsLocal, 'endpoint' | 'controls'> {
  /** The real SDK client; a call that fails is not tried again behind the test's back. */
  client: SFNClient
  stop(): Promise<void>
}

/** A workflow engine of its own for the calling test file, in memory unless the options say otherwise. */
export async function startTestEngine(options: StepFunctionsLocalOptions = {}): Promise<TestEngine> {
  const { endpoint, controls, close } = await startStepFunctionsLocal(options)
  const client = new SFNClient({
    endpoint,
    region: options.region ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    endpoint,
    controls,
    client,
    async stop() {
      client.destroy()
      await close()
    },
  }
}
