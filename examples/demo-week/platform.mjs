import { calendarOf, due } from './calendar.mjs'

/** Production and personal data: what cannot be taken back easily, or at all. */
export function platformWeek(now) {
  const { date } = calendarOf(now)
  return [
    {
      machine: 'production-deploy',
      name: 'deploy-checkout-api-v2.41.0',
      input: {
        service: 'checkout-api',
        version: 'v2.41.0',
        commit: 'c41f09e',
        contextLine: 'Adds instalments in Sweden, one forward-only migration',
        why: 'Instalments go live in Sweden with the campaign on Friday.\n\n- **Migration 0184 only goes forward.** Rolling back the code is safe, rolling back the table is not.\n- Canary ran for 40 minutes on 5 % of the traffic.',
        canary: { summary: '5 % of traffic for 40 minutes', errorRate: 0.07 },
        rollbackSeconds: 120,
        changes: [
          { field: 'Image', from: 'checkout-api:v2.40.3', to: 'checkout-api:v2.41.0' },
          { field: 'Migrations', from: '0183', to: '0184_add_instalment_plan' },
          { field: 'FEATURE_INSTALMENTS', from: false, to: true },
          { field: 'Replicas', from: 6, to: 8 },
        ],
        evidence: [
          {
            label: 'Changes v2.40.3…v2.41.0',
            url: 'https://git.fjordandfield.example/checkout-api/compare/v2.40.3...v2.41.0',
          },
          { label: 'Canary dashboard', url: 'https://metrics.fjordandfield.example/d/canary/checkout-api' },
        ],
        risk: 'high',
        requestedBy: { id: 'usr_dana', name: 'Dana Okafor' },
        review: due(1.5),
      },
    },
    {
      machine: 'production-deploy',
      name: 'deploy-search-v0.92.4',
      input: {
        service: 'search',
        version: 'v0.92.4',
        commit: '07be55d',
        contextLine: 'Synonyms for “pulk” and “sledge”, no migration',
        why: 'Customers who search for “sledge” find nothing although we sell three of them. Dictionary only, no code.',
        canary: { summary: '10 % of traffic for 60 minutes', errorRate: 0.02 },
        rollbackSeconds: 45,
        changes: [
          { field: 'Image', from: 'search:v0.92.3', to: 'search:v0.92.4' },
          { field: 'Synonym sets', from: 318, to: 321 },
        ],
        evidence: [{ label: 'Search replay', url: 'https://metrics.fjordandfield.example/d/search-replay/0-92-4' }],
        risk: 'low',
        requestedBy: { id: 'svc_ci', name: 'Release pipeline' },
        review: due(18),
      },
    },
    {
      machine: 'data-deletion',
      name: 'erasure-dsr-0412',
      input: {
        requestId: 'dsr-0412',
        customerId: 'cus_77ab',
        contextLine: `Right to erasure, legal deadline ${date(6)}`,
        why: `Received 24 days ago; identity proven by the link we sent to the address on file.\n\nTwo returns were closed last week. **Nothing brings the data back** once the backups have rolled over.`,
        receivedOn: date(-24),
        legalDeadline: date(6),
        recordCount: 3_412,
        kept: '7 invoices, until 2036',
        systems: [
          { name: 'shop', records: 2_870 },
          { name: 'newsletter', records: 131 },
          { name: 'recommendations', records: 398 },
          { name: 'support', records: 13 },
        ],
        evidence: [
          { label: 'Identity check', url: 'https://privacy.fjordandfield.example/requests/dsr-0412/identity' },
        ],
        requestedBy: { id: 'svc_privacy_desk', name: 'Privacy desk' },
        review: due(120),
      },
    },
    {
      machine: 'production-deploy',
      name: 'deploy-checkout-api-v2.40.3',
      input: {
        service: 'checkout-api',
        version: 'v2.40.3',
        commit: '81aa3d0',
        contextLine: 'Fixes rounding of Danish VAT',
        why: 'Danish baskets with three or more lines were off by one øre.',
        canary: { summary: '5 % of traffic for 30 minutes', errorRate: 0.05 },
        rollbackSeconds: 120,
        changes: [{ field: 'Image', from: 'checkout-api:v2.40.2', to: 'checkout-api:v2.40.3' }],
        evidence: [],
        risk: 'medium',
        requestedBy: { id: 'svc_ci', name: 'Release pipeline' },
        review: due(8),
      },
      afterwards: {
        decide: { by: 'usr_dana', outcome: 'approve', comment: 'Canary is clean, finance has confirmed the figures.' },
      },
    },
    {
      machine: 'production-deploy',
      name: 'deploy-warehouse-sync-v1.7.0',
      input: {
        service: 'warehouse-sync',
        version: 'v1.7.0',
        commit: 'e02b771',
        contextLine: 'New stock protocol for Luleå',
        why: 'Luleå switches to the new scanners and the old protocol ends this month.',
        canary: { summary: 'Luleå only, 2 hours', errorRate: 1.3 },
        rollbackSeconds: 1_800,
        changes: [
          { field: 'Image', from: 'warehouse-sync:v1.6.8', to: 'warehouse-sync:v1.7.0' },
          { field: 'STOCK_PROTOCOL', from: 'v1', to: 'v2' },
        ],
        evidence: [],
        risk: 'high',
        requestedBy: { id: 'svc_ci', name: 'Release pipeline' },
        review: due(8),
      },
      afterwards: {
        decide: {
          by: 'usr_helen',
          outcome: 'reject',
          reason: 'CanaryDoubtful',
          comment: '1.3 % errors in the canary and half an hour to roll back. Not before a weekend.',
        },
      },
    },
  ]
}
