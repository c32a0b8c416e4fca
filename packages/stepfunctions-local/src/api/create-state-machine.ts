import { randomUUID } from 'node:crypto'
import type { Machine } from '../engine/resources.ts'
import { checkName, machineArn } from './arn.ts'
import { type Operation, type Reply, seconds } from './operation.ts'
import { readDefinition } from './read-definition.ts'
import { readRequest } from './read-request.ts'
import { readTags } from './read-tags.ts'
import { checkRoleArn } from './role-arn.ts'
import { modelError } from './service-error.ts'

/** The same machine again is the same creation; another definition under its name is refused. */
export const createStateMachine: Operation = async (backend, body) => {
  const request = readRequest(body)
  const name = request.requiredText('name', { min: 1, max: 80 })
  const definitionText = request.requiredText('definition', { min: 1, max: 1_048_576, sensitive: true })
  const roleArn = request.requiredText('roleArn', { min: 1, max: 256 })
  const type = request.text('type', { oneOf: ['STANDARD', 'EXPRESS'] }) === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
  request.check()
  checkName(name)
  checkRoleArn(roleArn)
  const definition = readDefinition(definitionText, type)
  const { machines, runtime } = backend
  const arn = machineArn(runtime.settings, name)
  const existing = machines.find(arn)
  if (existing !== undefined) return sameOrRefuse(existing, { definitionText, roleArn, type })
  const createdAt = runtime.clock.now()
  await machines.save({
    arn,
    name,
    type,
    roleArn,
    definitionText,
    definition,
    revisionId: randomUUID(),
    createdAt,
    updatedAt: createdAt,
    tags: readTags(request.value('tags')),
  })
  return { stateMachineArn: arn, creationDate: seconds(createdAt) }
}

function sameOrRefuse(existing: Machine, asked: Pick<Machine, 'definitionText' | 'roleArn' | 'type'>): Reply {
  const same =
    existing.definitionText === asked.definitionText &&
    existing.roleArn === asked.roleArn &&
    existing.type === asked.type
  if (!same) throw modelError('StateMachineAlreadyExists', existing.arn)
  return { stateMachineArn: existing.arn, creationDate: seconds(existing.createdAt) }
}
