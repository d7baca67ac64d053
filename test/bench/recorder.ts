import { readFileSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Clock, Effect, FileSystem, Schedule, Schema } from "effect"
import { Yaml } from "effect/encoding"
import { bundled, program, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { leaveTheFirst, placing } from "./Cores.ts"
import { liveOrigin } from "./liveOrigin.ts"

/** Bits a second. */
const rate = 6_000_000
/**
 * Mebibytes, per cent of a core, milliseconds. What is resident has no bound: a bare program of Node has 72 MiB of it, most of them pages of
 * Node itself, which all recorders of a machine share. What each adds is its own.
 */
const bounds = { own: 30, processor: 3, begun: 600, crowd: 4096 }

/** Recorders of one machine. */
const crowd = 50
const seconds = { warm: 15, measured: 45 }

const Actions = Schema.Struct({
  actions: Schema.Struct({
    hls: Schema.Struct({
      config: Schema.Struct({
        command: Schema.Array(Schema.String),
        env: Schema.Record(Schema.String, Schema.String)
      })
    })
  })
})

/** What Node is told before the recorder's own flags and in its environment, as the overseer starts it. */
const asStarted = () => {
  const text = readFileSync(join(import.meta.dirname, "../../src/overseer/actions.yaml"), "utf8")
  const { command, env } = Schema.decodeUnknownSync(Actions)(Yaml.parse(text)).actions.hls.config
  return {
    nodeFlags: command.slice(0, command.indexOf("recorder.js")),
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => !value.includes("[[")))
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const measured = Effect.fnUntraced(function* (
  title: string,
  file: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>>,
  bound: Partial<typeof bounds>
) {
  const began = yield* Clock.currentTimeMillis
  const { pid } = yield* program(args, env)
  yield* Effect.sync(() => sizeOf(file)).pipe(
    Effect.repeat({ schedule: Schedule.spaced("5 millis"), while: (size) => size === 0 })
  )
  const begun = (yield* Clock.currentTimeMillis) - began
  yield* Effect.sleep(`${seconds.warm} seconds`)
  const before = usageOf(pid)?.cpu ?? Number.NaN
  yield* Effect.sleep(`${seconds.measured} seconds`)
  const after = usageOf(pid)
  const processor = ((after?.cpu ?? Number.NaN) - before) / (seconds.measured * 10)
  const atMost = (most: number | undefined) => (most === undefined ? {} : { bound: { atMost: most } })
  yield* judge(title, [
    { name: "until the first byte is in its file", value: begun, unit: "ms", ...atMost(bound.begun) },
    { name: "processor", value: processor, unit: "% of a core", ...atMost(bound.processor) },
    { name: "memory of its own", value: after?.own ?? Number.NaN, unit: "MiB", ...atMost(bound.own) },
    { name: "  with what it shares with others of its kind", value: after?.resident ?? Number.NaN, unit: "MiB" },
    { name: "  at its most", value: after?.peak ?? Number.NaN, unit: "MiB" },
    { name: "written", value: sizeOf(file) / 1024 / 1024, unit: "MiB" }
  ])
}, Effect.scoped)

/** Many recorders of one live stream at once. */
const crowded = Effect.fnUntraced(function* (folder: string, url: string) {
  const { env, nodeFlags } = asStarted()
  const pids = yield* Effect.forEach(Array.from({ length: crowd }), (_, n) => {
    const flags = [
      "-s",
      `bench${n}`,
      "-o",
      join(folder, `crowd${n}`),
      "-l",
      "1m",
      "-i",
      "15s",
      "--output-format",
      "json"
    ]
    const args = [...nodeFlags, "dist/recorder.js", ...flags]
    return Effect.map(program(args, { ...env, STICKY_URL: url }), ({ pid }) => pid)
  })
  const sum = (of: "cpu" | "share") => pids.reduce((all, pid) => all + (usageOf(pid)?.[of] ?? Number.NaN), 0)
  yield* Effect.sleep(`${seconds.warm} seconds`)
  const before = sum("cpu")
  yield* Effect.sleep(`${seconds.measured} seconds`)
  yield* judge(`${crowd} recorders of ${rate / 1e6} Mbit/s at once`, [
    { name: "processor", value: (sum("cpu") - before) / (seconds.measured * 10), unit: "% of a core" },
    { name: "memory in all", value: sum("share"), unit: "MiB", bound: { atMost: bounds.crowd } }
  ])
}, Effect.scoped)

/** Recorders of a live stream: one, and a program beside it that only fetches and writes the same. */
export const recorder = Effect.gen(function* () {
  leaveTheFirst()
  yield* bundled
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-recorder-" })
  const { url } = yield* liveOrigin(rate)
  const bare = join(folder, "bare.ts")
  yield* measured(
    `a bare program that fetches and writes ${rate / 1e6} Mbit/s (${placing})`,
    bare,
    ["test/bench/bareRecorder.mjs"],
    { STREAM: url, FILE: bare },
    {}
  )
  const { env, nodeFlags } = asStarted()
  const flags = ["-s", "bench", "-o", join(folder, "ours"), "-i", "15s", "--output-format", "json"]
  yield* measured(
    `a recorder of ${rate / 1e6} Mbit/s`,
    join(folder, "ours.ts"),
    [...nodeFlags, "dist/recorder.js", ...flags],
    { ...env, STICKY_URL: url },
    bounds
  )
  yield* crowded(folder, url)
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
