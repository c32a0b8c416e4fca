export interface ExecutionName {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly stateMachineName: string
  readonly executionName: string
  /** Express executions have no task tokens and no history to judge by. */
  readonly express: boolean
}

/** `arn:aws:states:<region>:<account>:execution:<state machine>:<name>`; the wire contract has checked the form. */
export function parseExecutionArn(arn: string): ExecutionName {
  const [, partition = '', , region = '', account = '', kind, stateMachineName = '', ...rest] = arn.split(':')
  return { partition, region, account, stateMachineName, executionName: rest.join(':'), express: kind === 'express' }
}
