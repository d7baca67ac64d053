import { Context } from "effect"

/** The addresses that the interfaces of this process's machine have now; none where nobody looked. */
export const MachineAddresses = Context.Reference<() => ReadonlyArray<string>>("sticky-dvr/ports/MachineAddresses", {
  defaultValue: () => () => []
})

/** How many recorders the machine of this process could run at once by its cores and memory; without bound where nobody looked. */
export const MachineRoom = Context.Reference<number>("sticky-dvr/ports/MachineRoom", {
  defaultValue: () => Number.POSITIVE_INFINITY
})
