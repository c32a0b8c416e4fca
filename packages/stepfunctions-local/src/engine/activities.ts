import type { Activity, RecordResource } from './resources.ts'

/** A task that waits in an activity's queue for a worker. */
export interface QueuedTask {
  readonly token: string
  readonly input: string
  isOpen(): boolean
  /** Records that a worker has it; resolves when that is durable, with false when the task has ended before. */
  start(workerName: string | undefined): Promise<boolean>
}

export interface Activities {
  find(arn: string): Activity | undefined
  list(): readonly Activity[]
  /** Resolves when it is durable. */
  create(activity: Activity): Promise<void>
  delete(arn: string): Promise<void>
  enqueue(arn: string, task: QueuedTask): void
  /** The next task of the queue, or undefined when none came before the signal. */
  take(arn: string, signal: AbortSignal): Promise<QueuedTask | undefined>
  /** Polls under way. */
  pollers(arn: string): number
}

interface Queue {
  readonly waiting: QueuedTask[]
  readonly pollers: ((task: QueuedTask | undefined) => void)[]
}

export function createActivities(record: RecordResource, known: readonly Activity[]): Activities {
  const activities = new Map(known.map((activity) => [activity.arn, activity]))
  const queues = new Map<string, Queue>()

  function queueOf(arn: string): Queue {
    const known = queues.get(arn)
    if (known !== undefined) return known
    const queue: Queue = { waiting: [], pollers: [] }
    queues.set(arn, queue)
    return queue
  }

  return {
    find: (arn) => activities.get(arn),
    list: () => [...activities.values()],
    create(activity) {
      activities.set(activity.arn, activity)
      return record({ t: 'activity', activity })
    },
    async delete(arn) {
      if (activities.delete(arn)) await record({ t: 'activityDeleted', arn })
    },
    enqueue(arn, task) {
      const queue = queueOf(arn)
      const poller = queue.pollers.shift()
      if (poller === undefined) queue.waiting.push(task)
      else poller(task)
    },
    take(arn, signal) {
      const queue = queueOf(arn)
      for (let task = queue.waiting.shift(); task !== undefined; task = queue.waiting.shift()) {
        // An aborted execution leaves its tasks in the queue; workers never see them.
        if (task.isOpen()) return Promise.resolve(task)
      }
      if (signal.aborted) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        const poller = (task: QueuedTask | undefined) => {
          signal.removeEventListener('abort', giveUp)
          resolve(task)
        }
        const giveUp = () => {
          queue.pollers.splice(queue.pollers.indexOf(poller), 1)
          resolve(undefined)
        }
        queue.pollers.push(poller)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
    pollers: (arn) => queues.get(arn)?.pollers.length ?? 0,
  }
}
