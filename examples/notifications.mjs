import { createHash } from 'node:crypto'
import { once } from './ledger.mjs'

const shortHash = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24)

/** `aws-sdk:sesv2:sendEmail`. A relay address that begins with `cus_bounce` is refused, as SES refuses suppressed ones. */
function sendEmail({ Destination, Content }) {
  const to = Destination.ToAddresses
  if (to.some((address) => address.startsWith('cus_bounce'))) {
    const error = new Error('Email address is on the suppression list')
    error.name = 'SesV2.MessageRejectedException'
    throw error
  }
  const subject = Content.Simple.Subject.Data
  return once(`email/${shortHash({ to, subject })}`, () => ({
    MessageId: `mail-${shortHash({ to, subject })}`,
    to,
    subject,
  }))
}

/** `sns:publish`. */
function publish({ TopicArn, Message }) {
  const message = typeof Message === 'string' ? Message : JSON.stringify(Message)
  const topic = TopicArn.split(':').at(-1)
  return once(`topic/${topic}/${shortHash(message)}`, () => ({
    MessageId: `sns-${shortHash({ topic, message })}`,
    message,
  }))
}

/** `sqs:sendMessage`. */
function sendMessage({ QueueUrl, MessageBody }) {
  const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody)
  const queue = QueueUrl.split('/').at(-1)
  return once(`queue/${queue}/${shortHash(body)}`, () => ({ MessageId: `sqs-${shortHash({ queue, body })}`, body }))
}

export const handlers = {
  'aws-sdk:sesv2:sendEmail': sendEmail,
  'sns:publish': publish,
  'sqs:sendMessage': sendMessage,
}
