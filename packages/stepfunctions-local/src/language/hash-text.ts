import { createHash } from 'node:crypto'

/** Names are case-sensitive on AWS; `SHA256` and `sha-256` are refused there. */
const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** The hexadecimal digest of the text's UTF-8 bytes; undefined for an unknown algorithm. */
export function hashText(text: string, algorithm: string): string | undefined {
  const name = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined
  return name === undefined ? undefined : createHash(name).update(text, 'utf8').digest('hex')
}
