import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Option } from "effect"
import { ChildProcess } from "effect/process"
import { isAlive, startFromProc, startFromPs } from "../../../src/local/processes/ProcessStart.ts"

const ways = [
  ["/proc", startFromProc],
  ["ps", startFromPs]
] as const

describe.each(ways)("the start of a process, from %s,", (_, startFrom) => {
  it.live("stays the same while it lives, and is none when it is gone", () =>
    Effect.gen(function* () {
      const child = yield* ChildProcess.make("sleep", ["60"])
      const [once, again] = [yield* startFrom(child.pid), yield* startFrom(child.pid)]
      assert.isTrue(Option.isSome(once))
      assert.deepStrictEqual(once, again)
      assert.match(Option.getOrThrow(once), /^[A-Za-z0-9-]+$/)
      yield* child.kill()
      assert.deepStrictEqual(yield* startFrom(child.pid), Option.none())
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is none for a zombie", () =>
    Effect.gen(function* () {
      // The inner sleep ends at once; its parent has become a program that never collects it.
      const parent = yield* ChildProcess.make("sh", ["-c", "sleep 0 & exec sleep 60"])
      const children = `/proc/${parent.pid}/task/${parent.pid}/children`
      const fs = yield* FileSystem.FileSystem
      const zombie = yield* fs.readFileString(children).pipe(
        Effect.map((text) => Number(text.trim())),
        Effect.repeat({ while: (pid) => pid === 0 })
      )
      yield* fs
        .readFileString(`/proc/${zombie}/stat`)
        .pipe(Effect.repeat({ while: (stat) => !stat.includes(") Z ") }), Effect.timeout("30 seconds"))
      assert.deepStrictEqual(yield* startFrom(zombie), Option.none())
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("a process known by pid and start", () => {
  it.live("is not confused with another that has its pid", () =>
    Effect.gen(function* () {
      const started = Option.getOrThrow(yield* startFromProc(process.pid))
      assert.isTrue(yield* isAlive({ pid: process.pid, started }))
      assert.isFalse(yield* isAlive({ pid: process.pid, started: `${started}1` }))
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
