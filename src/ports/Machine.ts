import { Context } from "effect"

/** How many recorders the machine of this process could run at once by its cores and memory; without bound where nobody looked. */
export const MachineRoom = Context.Reference<number>("sticky-dvr/ports/MachineRoom", {
  defaultValue: () => Number.POSITIVE_INFINITY
})
