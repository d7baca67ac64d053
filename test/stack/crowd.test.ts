import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option } from "effect"
import { eventually } from "./eventually.ts"
import { product } from "./Product.ts"
import { crowding, knownTo, visit, type Waits } from "./SignIns.ts"

/** Milliseconds that the best of some tries takes at most; of the others a busy machine may have had the time. */
const most = 200
/** So many tries at the least, and more for as long as one of the four was never as quick as that: what holds them up does so each time. */
const tries = 8
const triesInTheEnd = 200

const what = ["refresh", "newToken", "page", "download"] as const
const best = (all: ReadonlyArray<Waits>, one: (typeof what)[number]) => Math.min(...all.map((waits) => waits[one]))

describe("S19: 200 addresses that sign in with wrong names, again and again,", () => {
  it.live(
    "keep nobody who is signed in from a renewal, a new token's first request, a page or a download",
    () =>
      Effect.gen(function* () {
        const p = yield* product({ BCRYPT_COST: "10" })
        yield* p.launch
        let known = yield* knownTo(p)

        const answers = new Map<number | null, number>()
        const crowd = yield* Effect.forkChild(crowding(p.address, 200, answers))
        const refused = () => answers.get(429) ?? 0
        const until = (count: number) =>
          eventually(
            `${count} sign-ins turned away`,
            Effect.sync(() => (refused() >= count ? Option.some(true) : Option.none()))
          )
        yield* until(200)
        const all: Array<Waits> = []
        const isSlow = () => what.some((one) => best(all, one) >= most)
        for (let i = 0; i < tries || (i < triesInTheEnd && isSlow()); i++) {
          const before = refused()
          const seen = yield* visit(p.address, known)
          known = seen.known
          all.push(seen.waits)
          // The crowd went on meanwhile.
          yield* until(before + 1)
        }
        yield* Fiber.interrupt(crowd)
        for (const one of what) assert.isBelow(best(all, one), most, one)
        assert.isAbove(answers.get(401) ?? 0, 0, "some were compared all the while")
        assert.isUndefined(answers.get(500))
      }).pipe(Effect.provide(NodeServices.layer)),
    600_000
  )
})
