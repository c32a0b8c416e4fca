import { z } from 'zod'

/** A sequence number of the log, as a query carries it. */
const entryNumber = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** `GET /v1/audit/export?from=1&to=5000`. */
export const exportQuery = z.strictObject({
  from: entryNumber.optional().describe('The first entry; 1 when left out'),
  to: entryNumber
    .optional()
    .describe('The export ends with the checkpoint that holds this entry; the newest one when left out'),
})

/** `GET /v1/approvals/{id}/evidence?format=html`. */
export const evidenceQuery = z.strictObject({ format: z.enum(['jsonl', 'csv', 'html']).default('jsonl') })

export const entryParams = z.object({ seq: entryNumber })

export const checkpointView = z
  .strictObject({
    size: z.int().describe('How many entries it is over'),
    at: z.iso.datetime(),
    note: z.string().describe('C2SP checkpoint: origin, size, root, and the signature as a signed note'),
    key: z.string().describe('Who signed it, as a C2SP verifier key'),
  })
  .meta({ id: 'Checkpoint' })

export const checkpointPage = z
  .strictObject({ items: z.array(checkpointView), nextCursor: z.string().nullable() })
  .meta({ id: 'CheckpointPage' })

export const entryProofView = z
  .strictObject({
    seq: z.int(),
    leaf: z.string().describe('The entry, byte for byte as it was hashed'),
    proof: z.string().describe('C2SP tlog-proof: the inclusion proof and the newest checkpoint'),
    key: z.string().describe('Who signed that checkpoint'),
  })
  .meta({ id: 'EntryProof' })
