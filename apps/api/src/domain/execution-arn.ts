export interface ExecutionName {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly stateMachineName: string
  /** Of a child execution: the label of the Distributed Map that started it. */
  readonly mapLabel: string | null
  readonly executionName: string
  /** Express executions have no task tokens and no history to judge by. */
  readonly express: boolean
}

/**
 * `arn:aws:states:<region>:<account>:execution:<state machine>:<name>`, of a Distributed Map's child
 * `…:execution:<state machine>/<label>:<name>`; the wire contract has checked the form.
 */
export function parseExecutionArn(arn: string): ExecutionName {
  const [, partition = '', , region = '', account = '', kind, machine = '', ...rest] = arn.split(':')
  const [stateMachineName = '', ...label] = machine.split('/')
  return {
    partition,
    region,
    account,
    stateMachineName,
    mapLabel: label.length === 0 ? null : label.join('/'),
    executionName: rest.join(':'),
    express: kind === 'express',
  }
}
