import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import { folderOf, nameOf, sizeOf } from './checkpoint-name.ts'

/** Checkpoints as files of a directory: one that somebody else owns, backs up, or cannot be written twice. */
export function createFileAnchor(directory: string): AuditAnchor {
  return {
    name: `file:${directory}`,
    async put(origin, size, note) {
      const folder = join(directory, folderOf(origin))
      const file = join(folder, nameOf(size))
      await mkdir(folder, { recursive: true, mode: 0o750 })
      if (await writeOnce(file, note)) return 'written'
      return (await readFile(file, 'utf8')) === note ? 'written' : 'other'
    },
    async newest(origin, fromSize) {
      const folder = join(directory, folderOf(origin))
      const sizes = (await namesIn(folder)).flatMap((name) => sizeOf(name) ?? [])
      const size = Math.max(...sizes)
      return size >= fromSize ? { size, note: await readFile(join(folder, nameOf(size)), 'utf8') } : undefined
    },
  }
}

/** On the disk before it has its name: a power cut leaves the whole note or none. `false`: the name is taken. */
async function writeOnce(file: string, note: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.new`
  const handle = await open(draft, 'wx', 0o440)
  try {
    await handle.writeFile(note)
    await handle.sync()
    await link(draft, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await handle.close()
    await unlink(draft)
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
