import type { Machine, RecordResource } from './resources.ts'

export interface Machines {
  find(arn: string): Machine | undefined
  list(): readonly Machine[]
  /** Resolves when it is durable. */
  save(machine: Machine): Promise<void>
  delete(arn: string): Promise<void>
}

export function createMachines(record: RecordResource, known: readonly Machine[]): Machines {
  const machines = new Map(known.map((machine) => [machine.arn, machine]))
  return {
    find: (arn) => machines.get(arn),
    list: () => [...machines.values()],
    save(machine) {
      machines.set(machine.arn, machine)
      const { definition: _, ...stored } = machine
      return record({ t: 'machine', machine: stored })
    },
    async delete(arn) {
      if (machines.delete(arn)) await record({ t: 'machineDeleted', arn })
    },
  }
}
