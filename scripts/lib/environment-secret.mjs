import { readFileSync } from 'node:fs'

/** A setting, or the content of the file that `<name>_FILE` names. */
export function readEnvironmentSecret(name, env = process.env) {
  if (env[name]) return env[name]
  const file = env[`${name}_FILE`]
  return file ? readFileSync(file, 'utf8').trim() : undefined
}
