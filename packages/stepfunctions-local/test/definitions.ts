/** Definitions the suites share: small workflows around one task that waits. */

export interface WaitOptions {
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
  readonly extra?: object
}

/** One task that sends its token to a queue and waits. */
export function askByQueue({ timeoutSeconds, heartbeatSeconds, extra }: WaitOptions = {}) {
  return {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: {
          QueueUrl: 'http://127.0.0.1/queue',
          MessageBody: { 'token.$': '$$.Task.Token', 'context.$': '$$' },
        },
        ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: heartbeatSeconds }),
        End: true,
        ...extra,
      },
    },
  }
}

export const queueResponse = { MD5OfMessageBody: 'd41d8cd98f00b204e9800998ecf8427e', MessageId: 'message-1' }

/** Stands for SQS where the suite is about the workflow, not about the queue. */
export const queue = { 'sqs:sendMessage': () => queueResponse }
