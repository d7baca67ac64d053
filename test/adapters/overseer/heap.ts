import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Effect } from "effect"

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc")

/** Bytes in use once everything unreachable is gone. */
export const heapAfterCollection: Effect.Effect<number> = Effect.sync(() => {
  collect()
  collect()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
})
