import { availableParallelism, totalmem } from "node:os"
import { constrainedMemory } from "node:process"
import { Layer } from "effect"
import { MachineRoom } from "../../ports/Machine.ts"

/** What one recorder takes of a core, and of memory in bytes, with a reserve for what it shows in bad moments. */
const perCore = 60
const memory = 100_000_000
/** The part of the memory that recorders may have. */
const share = 0.6

export const recordersFor = (cores: number, bytes: number): number =>
  Math.max(1, Math.min(cores * perCore, Math.floor((bytes * share) / memory)))

/** Inside of a container what it may use counts, and not what the machine has. */
const usable = (): number => {
  const bound = constrainedMemory()
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem()
}

export const layer = Layer.sync(MachineRoom, () => recordersFor(availableParallelism(), usable()))
