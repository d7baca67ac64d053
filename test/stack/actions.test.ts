import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { needing } from "../Programs.ts"
import { codecs, complaints } from "../recorder/made.ts"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

const root = join(import.meta.dirname, "../..")

/** The example of the documentation, as somebody pastes it. */
const example = (): string => {
  const text = readFileSync(join(root, "docs/recording.md"), "utf8")
  return /```yaml\n(actions:\n[\s\S]*?)```/.exec(text)?.[1] ?? assert.fail("no example")
}

const Diagnosed = Schema.Struct({
  action_faults: Schema.Array(
    Schema.Struct({ file: Schema.String, line: Schema.NullOr(Schema.Int), text: Schema.String })
  )
})
const Drivers = Schema.Struct({
  items: Schema.Array(Schema.Struct({ name: Schema.String, description: Schema.NullOr(Schema.String) }))
})
const Addressed = Schema.Struct({ address: Schema.String })

needing("ffmpeg", "ffprobe")("a recorder of one's own", () => {
  it.live(
    "as the documentation has it records an address, and goes on recording while its file is broken, mended and changed",
    () =>
      Effect.gen(function* () {
        const file = join(root, "dist/.actions-of-ones-own.yaml")
        writeFileSync(file, example().replace("-segment_time 300", "-segment_time 2"))
        const p = yield* product({ ACTIONS: file })
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        const read = <S extends Schema.ConstraintDecoder<unknown>>(path: string, schema: S) =>
          Effect.flatMap(admin.ask("GET", path), ({ body }) => Schema.decodeUnknownEffect(schema)(body))
        const offered = Effect.map(read("/drivers", Drivers), ({ items }) => items)
        const faults = Effect.map(read("/diagnostics", Diagnosed), ({ action_faults }) => action_faults)
        const eventualFaults = (what: string, count: number) =>
          eventually(
            what,
            Effect.map(faults, (all) => (all.length === count ? Option.some(all) : Option.none()))
          )

        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const { address } = yield* eventually(
          "the test channel's address",
          Effect.option(read("/sources/hls/testcard", Addressed))
        )
        const sound = yield* eventually(
          "the action's offer",
          Effect.map(offered, (all) => Option.fromUndefinedOr(all.find(({ name }) => name === "sound")))
        )
        assert.strictEqual(sound.description, "The sound alone of a stream, by ffmpeg.")
        const added = yield* admin.ask("POST", "/subscriptions", { address, driver: "sound", username: "testcard" })
        assert.strictEqual(added.status, 201)
        yield* admin.sees("sound/testcard", "recording")
        const { pid } = yield* admin.view("sound/testcard")
        assert.notInclude((yield* p.processes).join(), "[[.url]]")

        const lines = example().split("\n")
        const at = lines.findIndex((line) => line.includes("entrypoint"))
        writeFileSync(file, lines.with(at, "      entrypoint_: sh").join("\n"))
        const [fault] = yield* eventualFaults("the slip", 1)
        assert.deepInclude(fault, { file, line: at })
        assert.include(fault?.text, "Its former version goes on.")
        yield* eventually(
          "the log of it",
          Effect.sync(() =>
            p.output().includes(`line ${at}: actions.sound.config.entrypoint`) ? Option.some(true) : Option.none()
          )
        )

        writeFileSync(file, `${example()}  other:\n    type: exec\n    config: {entrypoint: sleep, command: ["60"]}\n`)
        yield* eventualFaults("the mended file", 0)
        assert.includeMembers(
          (yield* offered).map(({ name }) => name),
          ["hls", "sound", "other"]
        )
        assert.strictEqual((yield* admin.sees("sound/testcard", "recording")).pid, pid)

        const done = yield* eventually(
          "two files",
          Effect.sync(() => {
            const files = p.recordings("sound/testcard")
            return files.length >= 2 ? Option.fromUndefinedOr(files[0]) : Option.none()
          })
        )
        assert.deepStrictEqual([codecs(done), complaints(done)], [["aac"], ""])
        yield* admin.ask("POST", "/subscriptions/sound/testcard/pause")
        yield* admin.sees("sound/testcard", "inactive")
        yield* eventually(
          "its end",
          Effect.map(p.processes, (all) =>
            all.some((one) => one.includes("-segment_time")) ? Option.none() : Option.some(true)
          )
        )
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
