/** C2SP tlog-proof: where the entry stands, its inclusion proof, and the checkpoint the proof leads to. */
export const tlogProof = (index: number, hashes: readonly Buffer[], note: string): string =>
  ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes.map((hash) => hash.toString('base64')), '', note].join('\n')
