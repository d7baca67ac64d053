import { Effect, Random } from "effect"
import { tryPort } from "../src/local/processes/freePort.ts"

/** Below all that the product looks for by itself and that a system gives away; a browser opens each of them. */
const lowest = 7_000
const ofEach = 300
const workers = 10

// @effect-diagnostics-next-line processEnv:off the runner of tests tells its workers apart there
const first = lowest + (Number(process.env["VITEST_POOL_ID"] ?? 0) % workers) * ofEach

let last: number | undefined

/** A loopback port for a server that a test starts in a while: until then no other test is given it, beside this one or after it, and no program that the product starts. */
export const ownPort = Effect.gen(function* () {
  last = last === undefined ? yield* Random.nextIntBetween(0, ofEach) : (last + 1) % ofEach
  return yield* tryPort("127.0.0.1", first + last)
}).pipe(Effect.retry({ times: ofEach }), Effect.orDie)
