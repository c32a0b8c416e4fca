// Prisma's schema engine as WebAssembly: what `prisma migrate` does, without the binary that the CLI would download.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'

// Type ids of PostgreSQL: "char", the catalogue's one-byte type, and text.
const ONE_BYTE = 18
const TEXT = 25

let loaded

/** The package expects a bundler to load its WebAssembly; Node needs these lines by hand. */
function loadEngine() {
  loaded ??= (async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
    const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
    const binary = await readFile(join(folder, 'schema_engine_bg.wasm'))
    const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': glue })
    globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: failWith }
    glue.__wbg_set_wasm(instance.exports)
    instance.exports.__wbindgen_start()
    return glue.SchemaEngine
  })()
  return loaded
}

/** Where the engine reports a panic of its own, before it unwinds. */
function failWith(message) {
  throw new Error(`Prisma's schema engine failed: ${message}`)
}

/**
 * An engine that speaks to the database behind `connectionString`, for the schema in `datamodels` ([path, content]
 * pairs). Close it: its connection holds the lock that keeps two migrations apart.
 */
export async function openSchemaEngine(connectionString, datamodels) {
  const SchemaEngine = await loadEngine()
  const opened = []
  const remember = async (adapter) => {
    opened.push(await adapter)
    return adapter
  }
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => remember(connectWhole(connectionString)),
    connectToShadowDb: () => connectToShadow(connectionString),
  })
  const engine = await SchemaEngine.new({ datamodels }, () => {}, factory)
  return {
    engine,
    async close() {
      engine.free()
      for (const adapter of opened) await adapter.dispose()
    },
  }
}

/**
 * Prisma's adapter, with two things put right that only migrations meet. It would cut a script at every semicolon, inside
 * function bodies and comments too: PostgreSQL takes the whole script in one message and makes it one transaction, so
 * that a migration applies as a whole or not at all. And it does not know the catalogue's one-byte type.
 */
async function connectWhole(connectionString) {
  const adapter = await new PrismaPg({ connectionString }).connect()
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error) => adapter.onError(error))
  }
  const { performIO, queryRaw } = adapter
  const oneByteColumns = new WeakMap()
  adapter.performIO = async (query) => {
    const result = await performIO.call(adapter, query)
    const found = result.fields.flatMap((field, index) => (field.dataTypeID === ONE_BYTE ? [index] : []))
    for (const index of found) result.fields[index].dataTypeID = TEXT
    oneByteColumns.set(query, found)
    return result
  }
  adapter.queryRaw = async (query) => {
    const result = await queryRaw.call(adapter, query)
    for (const index of oneByteColumns.get(query) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  return adapter
}

/** The adapter's own way keeps the database of the connection string, so its shadow would be the real one. */
async function connectToShadow(connectionString) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  const server = await connectWhole(connectionString)
  await server.executeScript(`create database "${name}"`)
  const shadow = await connectWhole(url.href)
  const close = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await close()
    await server.executeScript(`drop database "${name}"`)
    await server.dispose()
  }
  return shadow
}
