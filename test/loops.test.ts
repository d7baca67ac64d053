import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { endlessForks } from "./loops/endlessForks.ts"

const root = join(import.meta.dirname, "..")

/** The one way to run a loop. */
const theWay = "src/runtime/Loop.ts"

const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((file) => file !== theWay)

describe("R19: no loop without an end is left to itself", () => {
  it("in src: what goes on beside its caller for ever is run by runtime/Loop, which tells, counts and begins anew", () => {
    assert.isAbove(files.length, 300)
    assert.deepStrictEqual(
      files.flatMap((file) => endlessForks(readFileSync(join(root, file), "utf8")).map((line) => `${file}:${line}`)),
      []
    )
  })

  it.each([
    "Effect.forkScoped(Effect.forever(turn))",
    "turn.pipe(Effect.forever, Effect.forkScoped)",
    "turn.pipe(Effect.delay('1 second'), Effect.forever, Effect.forkDetach)",
    "Effect.forkIn(Effect.repeat(turn, Schedule.spaced('1 second')), scope)",
    "Effect.repeat(turn, Schedule.spaced('1 second')).pipe(Effect.forkChild)",
    "const loop = Effect.forever(turn)\nEffect.forkDetach(loop)",
    "const loop = Effect.gen(function* () { while (true) yield* turn })\nloop.pipe(Effect.forkScoped)",
    "Stream.runForEach(changes.stream, take).pipe(Effect.forkScoped)"
  ])("is told of `%s`", (text) => {
    assert.lengthOf(endlessForks(text), 1)
  })

  it.each([
    "Effect.forkScoped(turn)",
    "Loop.run('name', turn)",
    "Effect.raceFirst(Effect.forever(turn), end)",
    "Effect.repeat(turn, { until: (done) => done, schedule: Schedule.spaced('1 second') }).pipe(Effect.forkScoped)",
    "Stream.runForEach(handle.stdout, print).pipe(Effect.forkScoped)"
  ])("and finds nothing in `%s`", (text) => {
    assert.deepStrictEqual(endlessForks(text), [])
  })
})
