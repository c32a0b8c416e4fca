import type { Mailer } from '../../ports/mailer.ts'
import type { Metrics } from '../../ports/metrics.ts'

/** The same mailer, and every try is counted by what the server said. */
export const countMails = (metrics: Pick<Metrics, 'mailTried'>, mailer: Mailer): Mailer => ({
  async send(letter) {
    const answer = await mailer.send(letter)
    metrics.mailTried(answer.kind)
    return answer
  },
})
