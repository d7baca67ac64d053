import { networkInterfaces } from "node:os"
import { Layer } from "effect"
import { MachineAddresses } from "../../ports/Machine.ts"

/** Looked up at each question: interfaces come and go. */
export const layer = Layer.succeed(MachineAddresses, () =>
  Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address))
)
