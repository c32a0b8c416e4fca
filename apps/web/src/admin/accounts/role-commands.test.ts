import { expect, it } from 'vitest'
import { roleCommands } from './role-commands.ts'

const commands = (role: string) =>
  roleCommands(`arn:aws:iam::210987654321:role/${role}`, 'arn:aws:iam::999999999999:role/Task', 'countersign-x')

it('creates the role where its name says, trusting only us and only with the external id', () => {
  const text = commands('teams/payments/countersign')
  expect(text).toContain('--role-name countersign --path /teams/payments/ ')
  expect(text).toContain('"Principal":{"AWS":"arn:aws:iam::999999999999:role/Task"}')
  expect(text).toContain('"sts:ExternalId":"countersign-x"')
  expect(commands('countersign')).not.toContain('--path')
})

it('allows what is needed, in JSON that can be pasted', () => {
  const [trust = '', permissions = ''] = [...commands('countersign').matchAll(/'(\{.*\})'/g)].map(([, json]) => json)
  expect(JSON.parse(trust).Statement[0].Action).toBe('sts:AssumeRole')
  expect(JSON.parse(permissions).Statement[0].Action).toContain('states:SendTaskSuccess')
})
