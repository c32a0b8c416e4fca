import { calendarOf, due } from './calendar.mjs'

/** Goods: orders that are looked at before they are charged, replacements, delivery notes. */
export function fulfilmentWeek(now) {
  const { date, weekday } = calendarOf(now)
  return [
    {
      machine: 'order-saga',
      name: 'order-FF-48213',
      input: {
        id: 'FF-48213',
        customerId: 'cus_e771',
        customerSince: date(-2),
        firstOrder: true,
        addressChanged: true,
        lines: [
          { sku: 'TENT-NALLO-3', quantity: 3 },
          { sku: 'PULK-SNOWSLED', quantity: 1 },
        ],
        shipTo: { city: 'Longyearbyen', country: 'NO' },
        review: {
          ...due(5),
          // The dead man's switch as a workflow author would set it: without the worker this order fails in half a minute.
          heartbeatSeconds: 30,
          note: 'The customer answered our call and named the expedition; the new address is their outfitter.',
          evidence: [{ label: 'Note of the call', url: 'https://support.fjordandfield.example/calls/20418' }],
        },
      },
    },
    {
      machine: 'order-saga',
      name: 'order-FF-48227',
      input: {
        id: 'FF-48227',
        customerId: 'cus_5f31',
        customerSince: '2021-04-12',
        lines: [
          { sku: 'SKI-BREIDABLIKK', quantity: 4 },
          { sku: 'MAP-SAREK', quantity: 2 },
        ],
        shipTo: { city: 'Kiruna', country: 'SE' },
        review: {
          ...due(9),
          note: 'The warehouse counted four pairs this morning, one of them with a scratched edge.',
        },
      },
    },
    {
      machine: 'order-saga',
      name: 'order-FF-48231',
      input: {
        id: 'FF-48231',
        customerId: 'cus_b2b_090',
        customerSince: '2018-11-30',
        lines: [
          { sku: 'TENT-SAIVO', quantity: 2 },
          { sku: 'BAG-POLAR-12', quantity: 8 },
        ],
        shipTo: { city: 'Innsbruck', country: 'AT' },
        review: {
          ...due(30),
          note: `These are the last two Saivo tents until ${date(40)}. Two smaller orders for them wait behind this one.`,
        },
      },
    },
    {
      machine: 'agent-tool-call',
      name: 'agent-call-7713',
      input: {
        title: 'Send a replacement stove for order FF-47950',
        why: 'The stove leaks at the pump according to the customer, who is travelling and gives a **hotel in Abisko** as the address until Saturday. I found no earlier claim on this stove.',
        team: 'fulfilment',
        risk: 'medium',
        conversationId: 'cv-51934',
        customerId: 'cus_d3b0',
        confidence: 66,
        call: {
          id: 'call-7713',
          tool: 'ship_replacement',
          arguments: {
            sku: 'STOVE-OMNI',
            quantity: 1,
            service: 'express',
            returnOld: true,
            note: 'c/o Abisko Fjellhotell',
          },
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['sku', 'quantity', 'service', 'returnOld'],
            properties: {
              sku: { type: 'string', title: 'Article', maxLength: 40 },
              quantity: { type: 'integer', title: 'Quantity', minimum: 1, maximum: 3 },
              service: { type: 'string', title: 'Delivery', enum: ['standard', 'express', 'courier'] },
              returnOld: { type: 'boolean', title: 'Ask for the old one back' },
              note: { type: 'string', title: 'Note on the label', maxLength: 60 },
            },
          },
        },
        transcript: [
          { from: 'customer', text: 'Fuel drips from the pump when I pressurise it. I am in Abisko until Saturday.' },
          { from: 'agent', text: 'Please stop using it. I can send a new one to your hotel.' },
          { from: 'customer', text: 'Abisko Fjellhotell, thank you!' },
        ],
        evidence: [
          { label: 'Conversation cv-51934', url: 'https://support.fjordandfield.example/conversations/51934' },
          { label: 'Safety notice on Omni pumps', url: 'https://www.fjordandfield.example/safety/omni-pump' },
        ],
        review: due(2),
      },
    },
    {
      machine: 'document-review',
      name: 'document-dn-90417',
      input: {
        why: 'Goods wait on dock 4. The batch number decides whether they go into quarantine: batches that end in **O7** are recalled, **07** are not.',
        document: {
          id: 'DN-90417',
          pages: 2,
          scans: [
            {
              label: 'Scan of the delivery note',
              url: 'https://scans.fjordandfield.example/dn/90417.pdf',
              sha256: '78441e625bc33925779c98f8f741c65ee5835276da32ad9a06f6cd43d855215c',
            },
          ],
          reading: {
            kind: 'delivery note',
            fields: { supplier: 'Vestland Ull AS', article: 'Wool base layer', quantity: 480, batch: 'VU-2611-O7' },
            confidence: { supplier: 99, article: 96, quantity: 97, batch: 58 },
          },
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['supplier', 'article', 'quantity', 'batch'],
            properties: {
              supplier: { type: 'string', title: 'Supplier', maxLength: 80 },
              article: { type: 'string', title: 'Article', maxLength: 80 },
              quantity: { type: 'integer', title: 'Quantity', minimum: 1 },
              batch: { type: 'string', title: 'Batch', maxLength: 40 },
            },
          },
        },
        review: due(4),
      },
    },
    {
      machine: 'document-review',
      name: 'document-cd-1182',
      input: {
        why: 'Customs wants this declaration before the lorry leaves Narvik. The tariff number differs by one digit from the last twelve declarations.',
        document: {
          id: 'CD-1182',
          pages: 4,
          scans: [
            {
              label: 'Scan of the declaration',
              url: 'https://scans.fjordandfield.example/cd/1182.pdf',
              sha256: 'b6f4d885c0f765936c46cda04d2ab5468420ec14a8f0462d162dbd83e40d62c1',
            },
          ],
          reading: {
            kind: 'customs declaration',
            fields: { tariff: '6306.29', value: 18_240, currency: 'NOK', origin: 'NO' },
            confidence: { tariff: 71, value: 98, currency: 99, origin: 99 },
          },
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['tariff', 'value', 'currency', 'origin'],
            properties: {
              tariff: { type: 'string', title: 'Tariff number', pattern: '^[0-9]{4}\\.[0-9]{2}$' },
              value: { type: 'number', title: 'Declared value', minimum: 0 },
              currency: { type: 'string', title: 'Currency', enum: ['NOK', 'EUR', 'SEK'] },
              origin: { type: 'string', title: 'Country of origin', pattern: '^[A-Z]{2}$' },
            },
          },
        },
        review: due(11),
      },
    },
    {
      machine: 'order-saga',
      name: 'order-FF-48188',
      input: {
        id: 'FF-48188',
        customerId: 'cus_31fa',
        customerSince: '2016-02-03',
        lines: [{ sku: 'PULK-SNOWSLED', quantity: 2 }],
        shipTo: { city: 'Rovaniemi', country: 'FI' },
        review: due(24),
      },
      afterwards: {
        decide: {
          by: 'usr_priya',
          outcome: 'approve',
          comment: `Regular customer; ships with the ${weekday(1)} lorry.`,
        },
      },
    },
    {
      machine: 'order-saga',
      name: 'order-FF-48190',
      input: {
        id: 'FF-48190',
        customerId: 'cus_7b55',
        customerSince: '2023-09-14',
        lines: [{ sku: 'BAG-POLAR-12', quantity: 6 }],
        shipTo: { city: 'Chamonix', country: 'FR' },
        review: due(24),
      },
      afterwards: {
        decide: {
          by: 'usr_priya',
          outcome: 'reject',
          reason: 'OutOfStock',
          comment: 'The system says nine, the shelf has two. I have asked for a count.',
        },
      },
    },
  ]
}
