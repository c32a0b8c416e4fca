import type { Clock } from '../../ports/clock.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { SlackClient } from '../../ports/slack-client.ts'

interface Deps {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly metrics: Pick<Metrics, 'slackCalled'>
}

type Call = SlackClient[keyof SlackClient]

/** The same client, and every call is counted by its method and what came of it. */
export function countSlackCalls({ clock, metrics }: Deps, client: SlackClient): SlackClient {
  const counted = <C extends Call>(method: keyof SlackClient, call: C) =>
    (async (...given: Parameters<C>) => {
      const startedMs = clock.monotonicMs()
      const answer = await (call as (...args: Parameters<C>) => ReturnType<C>)(...given)
      metrics.slackCalled(method, answer.kind, (clock.monotonicMs() - startedMs) / 1_000)
      return answer
    }) as unknown as C
  return {
    post: counted('post', client.post),
    update: counted('update', client.update),
    postEphemeral: counted('postEphemeral', client.postEphemeral),
    openView: counted('openView', client.openView),
    updateView: counted('updateView', client.updateView),
    publishHome: counted('publishHome', client.publishHome),
    findPosted: counted('findPosted', client.findPosted),
    channelInfo: counted('channelInfo', client.channelInfo),
    userInfo: counted('userInfo', client.userInfo),
    openDirectMessage: counted('openDirectMessage', client.openDirectMessage),
  }
}
