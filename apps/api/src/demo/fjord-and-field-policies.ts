import { userId } from '@countersign/shared/ids'
import type { DirectorySeed } from '../ports/directory-seed.ts'

/**
 * What its workflows name where one vote of a team is not enough. Amounts are fields of the refund workflow; of cases
 * from elsewhere they ask nothing.
 */
export const FJORD_AND_FIELD_POLICIES: DirectorySeed['policies'] = [
  { name: 'refund-limits', document: refundLimits('1000.0') },
  {
    name: 'two-of-three',
    document: {
      description: 'A model goes out when two of the three who answer for it say so',
      stages: [
        { id: 'release', name: 'Release', require: { votes: 2, from: people('usr_tomasz', 'usr_dana', 'usr_helen') } },
      ],
    },
  },
  {
    name: 'change-control',
    document: {
      description: 'Four eyes for what could take the shop down',
      minimumRisk: 'low',
      stages: [
        { id: 'platform', name: 'Platform', require: { votes: 1 } },
        {
          id: 'change-lead',
          name: 'Change lead',
          when: 'risk == "high"',
          require: { votes: 1, from: people('usr_helen') },
          escalate: { afterSeconds: 900, to: people('usr_tomasz') },
        },
      ],
      demands: { high: { evidence: true, bulk: false, chat: false } },
    },
  },
]

/** Waits for Helen: what the pipeline of the policy repository proposes in Dana's name before the busiest week. */
export const FJORD_AND_FIELD_PROPOSAL = {
  name: 'refund-limits',
  note: 'Black Week: finance looks at refunds above EUR 2,500 only',
  owner: 'usr_dana',
  key: 'Policy repository',
  document: refundLimits('2500.0'),
} as const

/** @param limit above which finance looks too */
function refundLimits(limit: string): DirectorySeed['policies'][number]['document'] {
  return {
    description: 'Small refunds decide themselves, large ones are looked at twice',
    rules: [
      {
        id: 'small',
        name: 'Small refunds of honest customers',
        when: 'risk == "low" && double(fields["Amount"]) <= 50.0 && fields["Refunds to this customer, 12 months"] < 2.0',
        decide: 'approve',
      },
    ],
    checks: [
      { label: 'Within what a refund may be', pass: 'double(fields["Amount"]) <= 5000.0' },
      { label: 'First or second refund of the year', pass: 'fields["Refunds to this customer, 12 months"] < 2.0' },
    ],
    stages: [
      { id: 'payments', name: 'Payments', require: { votes: 1 } },
      {
        id: 'finance',
        name: 'Finance lead',
        when: `double(fields["Amount"]) > ${limit}`,
        require: { votes: 1, from: people('usr_ana') },
        escalate: { afterSeconds: 3_600, to: people('usr_helen') },
      },
    ],
  }
}

function people(...ids: string[]) {
  return { people: ids.map((id) => userId.parse(id)) }
}
