import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Standing } from "../../src/domain/supervision/Outage.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { contract } from "./contract.ts"
import { at } from "./World.ts"

/** What every store tells of times in which nothing could be recorded. */
contract("closures", (it) => {
  it.effect("R23: tells when nothing could be recorded, whatever of the disk was in the way", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const journal = yield* Journal
      const standing = (kind: "disk" | "storage" | "link", since: number) => ({ kind, subject: "", since: at(since) })
      const told = (seconds: number, ...all: ReadonlyArray<Standing>) =>
        journal.write([{ _tag: "outages", standing: all, at: at(seconds), term: 0, look: 1 }])
      yield* told(1, standing("storage", 1), standing("link", 1))
      yield* told(4, standing("disk", 4))
      assert.deepStrictEqual(yield* sources.closures(at(0)), [
        { from: at(1), to: at(4) },
        { from: at(4), to: null }
      ])
      assert.deepStrictEqual(yield* sources.closures(at(5)), [{ from: at(4), to: null }])
      yield* told(9)
      assert.deepStrictEqual(yield* sources.closures(at(10)), [])
    })
  )
})
