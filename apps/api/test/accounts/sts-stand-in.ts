import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A role as its account has it: who may assume it is a matter of the external id. */
export interface StandInRole {
  readonly externalId: string
}

export interface StsStandIn {
  readonly endpoint: string
  readonly roles: Map<string, StandInRole>
  /** Every AssumeRole as it was asked for, refused ones included. */
  readonly assumed: URLSearchParams[]
  /** While set, every call is answered with this status and error. */
  fault: { readonly status: number; readonly code: string } | null
  close(): Promise<void>
}

/**
 * STS on loopback, in its own XML. A role that is missing and one that asks for another external id are refused alike,
 * as on AWS. Session keys name their account: `ASIA<account>N<number>`.
 */
export async function startStsStandIn(home: string): Promise<StsStandIn> {
  const roles = new Map<string, StandInRole>()
  const assumed: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const asked = new URLSearchParams(body)
    const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const { status, xml } = answer(asked, caller)
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const standIn: StsStandIn = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    roles,
    assumed,
    fault: null,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return standIn

  function answer(asked: URLSearchParams, caller: string): { status: number; xml: string } {
    const action = asked.get('Action')
    if (action === 'AssumeRole') assumed.push(asked)
    if (standIn.fault) return refuse(standIn.fault.status, standIn.fault.code)
    if (action === 'GetCallerIdentity') {
      const account = /^ASIA(\d{12})/.exec(caller)?.[1]
      const arn = account
        ? `arn:aws:sts::${account}:assumed-role/countersign/session`
        : `arn:aws:sts::${home}:assumed-role/CountersignTask/0123`
      return reply('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>X</UserId><Account>${account ?? home}</Account>`)
    }
    const roleArn = asked.get('RoleArn') ?? ''
    const role = roles.get(roleArn)
    if (!role || role.externalId !== asked.get('ExternalId')) return refuse(403, 'AccessDenied')
    const account = roleArn.split(':')[4]
    const expires = new Date(Date.now() + Number(asked.get('DurationSeconds')) * 1000).toISOString()
    return reply(
      'AssumeRole',
      `<Credentials><AccessKeyId>ASIA${account}N${assumed.length}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
       <SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials>`,
    )
  }
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

const reply = (action: string, result: string) => ({
  status: 200,
  xml: `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
})

const refuse = (status: number, code: string) => ({
  status,
  xml: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
})
