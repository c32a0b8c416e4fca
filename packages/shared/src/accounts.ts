import { z } from 'zod'
import { line } from './text.ts'

const at = z.iso.datetime()

/** Twelve digits, as in every ARN of the account. */
export const accountId = z
  .string()
  .regex(/^\d{12}$/, 'expected the twelve digits of an AWS account id')
  .meta({ examples: ['210987654321'] })
  .brand<'account'>()
export type AccountId = z.output<typeof accountId>

export const awsRegion = z.string().regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, 'expected a region such as eu-west-1')

/** Tokens are answered by principals of their own account only, so the role is one of the account itself. */
export const roleArn = z
  .string()
  .max(600)
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'expected the ARN of a role such as arn:aws:iam::210987654321:role/countersign',
  )

const sendTaskRate = z
  .int()
  .min(1)
  .max(100_000)
  .describe('SendTask* calls per second in each region: about 80 % of the quota. null: SEND_TASK_RATE')

const regions = z.array(awsRegion).max(50).describe('Where its executions may run; empty: everywhere')

export const accountRequest = z
  .strictObject({
    id: accountId,
    label: line(80),
    roleArn: roleArn.nullable().describe("The role to assume in that account; null only for the service's own account"),
    regions: regions.default([]),
    sendTaskRate: sendTaskRate.nullable().default(null),
  })
  .meta({ id: 'AccountRequest' })

export const accountChange = z
  .strictObject({
    label: line(80).optional(),
    roleArn: roleArn.nullable().optional(),
    regions: regions.optional(),
    sendTaskRate: sendTaskRate.nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'AccountChange' })

/** One thing that was tried. Without `needed` the service works, but knows less. */
export const accountFinding = z
  .strictObject({
    region: awsRegion.nullable().describe('null: the account as a whole'),
    ok: z.boolean(),
    needed: z.boolean(),
    sentence: z.string(),
  })
  .meta({ id: 'AccountFinding' })

export const accountCheck = z
  .strictObject({ at, passed: z.boolean(), findings: z.array(accountFinding) })
  .meta({ id: 'AccountCheck' })

export const accountView = z
  .strictObject({
    id: accountId,
    label: z.string(),
    roleArn: z.string().nullable(),
    externalId: z
      .string()
      .describe('What the trust policy of the role asks for; made by us, another one for each account'),
    regions: z.array(z.string()),
    sendTaskRate: z.int().nullable(),
    parked: z.int().describe('Answers that wait because the account does not let us in'),
    lastCheck: accountCheck.nullable(),
    createdAt: at,
    updatedAt: at,
    disabledAt: at.nullable(),
  })
  .meta({ id: 'Account' })

/** The account the service runs in; it needs no entry. */
export const homeAccount = z
  .strictObject({
    id: accountId,
    principalArn: z.string().nullable().describe('Whom the roles of other accounts have to trust; null: not known'),
  })
  .meta({ id: 'HomeAccount' })

export const accountPage = z
  .strictObject({
    items: z.array(accountView),
    nextCursor: z.string().nullable(),
    home: homeAccount.nullable().describe('null: not known, so executions of every account are taken'),
  })
  .meta({ id: 'AccountPage' })

export const accountPageQuery = z.strictObject({
  cursor: accountId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

/** POST with nothing to say. */
export const accountNudge = z.strictObject({}).meta({ id: 'AccountNudge' })

export type AccountRequest = z.output<typeof accountRequest>
export type AccountChange = z.output<typeof accountChange>
export type AccountFinding = z.output<typeof accountFinding>
export type AccountView = z.output<typeof accountView>
export type HomeAccountView = z.output<typeof homeAccount>

/** What the service does with the role, and nothing else. The three Send* have no resource type in IAM's reference. */
export const ROLE_ACTIONS = [
  'states:SendTaskSuccess',
  'states:SendTaskFailure',
  'states:SendTaskHeartbeat',
  'states:DescribeExecution',
  'states:GetExecutionHistory',
] as const

/** Who may assume the role: only us, and only when we name the external id (the confused deputy's remedy). */
export const trustPolicy = (principalArn: string, externalId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: principalArn },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
})

export const permissionPolicy = () => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [...ROLE_ACTIONS], Resource: '*' }],
})
