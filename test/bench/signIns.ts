import { NodeServices } from "@effect/platform-node"
import { Effect, Fiber } from "effect"
import { product } from "../stack/Product.ts"
import { crowding, knownTo, visit, type Waits } from "../stack/SignIns.ts"
import { judge } from "./bounds.ts"
import { percentile } from "./measure.ts"

/** Milliseconds that nobody waits longer for, on a machine that does nothing else. */
const most = 200
const visits = 40

const names = {
  refresh: "a renewal",
  newToken: "the first request with a new token",
  page: "a page",
  download: "a download"
} as const

/** What somebody who is signed in waits for while 200 addresses sign in with wrong names, and while none do. */
export const signIns = Effect.gen(function* () {
  const p = yield* product({ BCRYPT_COST: "12" })
  yield* p.launch
  let known = yield* knownTo(p)
  const measured = Effect.gen(function* () {
    const all: Array<Waits> = []
    for (let i = 0; i < visits; i++) {
      const seen = yield* visit(p.address, known)
      known = seen.known
      all.push(seen.waits)
    }
    return all
  })
  const quiet = yield* measured
  const answers = new Map<number | null, number>()
  const crowd = yield* Effect.forkChild(crowding(p.address, 200, answers))
  yield* Effect.sleep("1 second")
  const crowded = yield* measured
  yield* Fiber.interrupt(crowd)
  const of = (all: ReadonlyArray<Waits>, what: keyof Waits, part: number) =>
    percentile(
      all.map((waits) => waits[what]),
      part
    )
  yield* judge(
    `while 200 addresses sign in with wrong names (${answers.get(401) ?? 0} compared, ${answers.get(429) ?? 0} turned away)`,
    (Object.keys(names) as ReadonlyArray<keyof Waits>).flatMap((what) => [
      { name: `${names[what]}, nobody else there`, value: of(quiet, what, 0.5), unit: "ms" },
      { name: `${names[what]}, median`, value: of(crowded, what, 0.5), unit: "ms" },
      { name: `${names[what]}, p95`, value: of(crowded, what, 0.95), unit: "ms", bound: { atMost: most } }
    ])
  )
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.orDie)
