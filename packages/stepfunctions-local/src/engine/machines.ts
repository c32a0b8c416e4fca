import type { MachineSnapshot } from './execution.ts'

export interface Machine extends MachineSnapshot {
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
}

export interface Machines {
  find(arn: string): Machine | undefined
  list(): readonly Machine[]
  /** Resolves when it is durable. */
  save(machine: Machine): Promise<void>
  delete(arn: string): Promise<void>
}

export function createMachines(): Machines {
  const machines = new Map<string, Machine>()
  return {
    find: (arn) => machines.get(arn),
    list: () => [...machines.values()],
    async save(machine) {
      machines.set(machine.arn, machine)
    },
    async delete(arn) {
      machines.delete(arn)
    },
  }
}
