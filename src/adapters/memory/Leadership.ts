import { Layer } from "effect"
import { Leadership } from "../../ports/Leadership.ts"

/** Always leads: nobody else shares the memory. */
export const layer = Layer.succeed(Leadership, { lead: (work) => work })
