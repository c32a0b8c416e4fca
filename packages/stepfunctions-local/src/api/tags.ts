import type { Machine } from '../engine/resources.ts'
import { findMachine } from './find-machine.ts'
import type { Backend, Operation } from './operation.ts'
import { readRequest } from './read-request.ts'
import { readTags } from './read-tags.ts'
import { modelError, type ServiceError } from './service-error.ts'

/** Tags are kept for state machines. */
function tagged(backend: Backend, arn: string): Machine {
  try {
    return findMachine(backend, arn)
  } catch {
    throw noResource(arn)
  }
}

const noResource = (arn: string): ServiceError => modelError('ResourceNotFound', arn)

export const listTagsForResource: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('resourceArn', { min: 1, max: 256 })
  request.check()
  return { tags: Object.entries(tagged(backend, arn).tags).map(([key, value]) => ({ key, value })) }
}

export const tagResource: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('resourceArn', { min: 1, max: 256 })
  request.check()
  const machine = tagged(backend, arn)
  await backend.machines.save({ ...machine, tags: { ...machine.tags, ...readTags(request.value('tags')) } })
  return {}
}

export const untagResource: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('resourceArn', { min: 1, max: 256 })
  request.check()
  const machine = tagged(backend, arn)
  const keys = request.value('tagKeys')
  const removed = new Set(Array.isArray(keys) ? keys : [])
  const tags = Object.fromEntries(Object.entries(machine.tags).filter(([key]) => !removed.has(key)))
  await backend.machines.save({ ...machine, tags })
  return {}
}
