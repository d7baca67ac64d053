import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Schedule, type Scope } from "effect"
import { flags } from "../../src/recorder/KnownFlags.ts"
import { bytes, scriptedOrigin } from "./ScriptedOrigin.ts"
import { program, start } from "./Spawned.ts"
import { playlist, transport } from "./streams.ts"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)))

/** A live channel, its address, and the command line that records it into a directory of its own. */
const channel = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* fs.makeTempDirectoryScoped({ prefix: "recorder-" })
  const site = yield* scriptedOrigin
  let last = 2
  site.answer("/live.m3u8", (response) => {
    last += 1
    site.answer(`/${last}.ts`, bytes(transport(last % 60_000)))
    response.end(playlist(Math.max(3, last - 2), last))
  })
  const recording = ["-s", "alice", "-o", `${directory}/{{.Source}}`, "-i", "1m", "-l", "1h"]
  return {
    directory,
    argv: [program, ...recording, "--heartbeat-interval", "100ms", "--output-format", "json"],
    env: { STICKY_URL: `${site.url}/live.m3u8` },
    recorded: fs.readFile(`${directory}/alice_00000.ts`)
  }
})

const eventsIn = (lines: string): ReadonlyArray<string> =>
  lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).event)

const farewell = ["SEGMENT FINISH", "RECORDING END", "SESSION END"]

describe("the recorder process", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    test(
      `closes its file and ends with code 0 at ${signal}`,
      Effect.gen(function* () {
        const { argv, env, recorded } = yield* channel
        const recorder = yield* start(process.execPath, argv, env)
        yield* recorder.printed("HEARTBEAT")
        recorder.child.kill(signal)
        recorder.child.kill(signal)
        assert.strictEqual(yield* recorder.exit, 0)
        assert.deepStrictEqual(eventsIn(recorder.stdout()).slice(-3), farewell)
        assert.strictEqual((yield* recorded).length % 188, 0)
        assert.strictEqual(recorder.stderr(), "")
      })
    )
  }

  test(
    "closes its file and ends when its parent is killed",
    Effect.gen(function* () {
      const { argv, directory, env, recorded } = yield* channel
      const fs = yield* FileSystem.FileSystem
      const output = `${directory}/output`
      yield* fs.writeFileString(output, "")
      const quoted = [process.execPath, ...argv].map((word) => `'${word}'`).join(" ")
      const parent = yield* start("sh", ["-c", `${quoted} >'${output}' 2>&1 & echo $!; wait`], env)
      yield* parent.printed("\n")
      yield* Effect.addFinalizer(() => Effect.sync(() => endIfThere(Number(parent.stdout()))))
      const begun = Effect.map(fs.readFileString(output), (lines) => lines.includes("HEARTBEAT"))
      yield* begun.pipe(
        Effect.repeat({ until: (yes) => yes, schedule: Schedule.spaced("20 millis") }),
        Effect.timeout("60 seconds")
      )
      // The third pipe is open as long as the shell or the recorder lives.
      const ended = Effect.callback<void>(
        (resume) => void parent.child.stdio[3]?.on("close", () => resume(Effect.void))
      )
      parent.child.stdio[3]?.on("data", () => undefined)
      parent.child.kill("SIGKILL")
      yield* Effect.timeout(ended, "60 seconds")
      assert.deepStrictEqual(eventsIn(yield* fs.readFileString(output)).slice(-3), farewell)
      assert.strictEqual((yield* recorded).length % 188, 0)
    })
  )

  test(
    "closes its file and ends when nobody reads what it prints",
    Effect.gen(function* () {
      const { argv, env, recorded } = yield* channel
      const recorder = yield* start(process.execPath, argv, env)
      yield* recorder.printed("HEARTBEAT")
      recorder.child.stdout?.destroy()
      assert.strictEqual(yield* recorder.exit, 0)
      assert.strictEqual((yield* recorded).length % 188, 0)
      assert.strictEqual(recorder.stderr(), "")
    })
  )

  test(
    "C10: says where to give the address of a source that has none, and names no generated file",
    Effect.gen(function* () {
      const { argv } = yield* channel
      const recorder = yield* start(process.execPath, [...argv, "-s", "foo"])
      assert.strictEqual(yield* recorder.exit, 1)
      const message = `no address of "foo" is known: give it on its page, or by a line in a file that CHANNELS names`
      assert.deepInclude(JSON.parse(recorder.stdout()), { event: "TROUBLE", cause: "no_channel", message })
      const { time, ...line } = JSON.parse(recorder.stderr())
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/)
      assert.deepStrictEqual(line, { level: "fatal", message })
    })
  )

  test(
    "explains itself, its version and a flag that it doesn't know",
    Effect.gen(function* () {
      const [help, version, wrong] = yield* Effect.all([
        start(process.execPath, [program, "--help"]),
        start(process.execPath, [program, "-V"]),
        start(process.execPath, [program, "--frobnicate"])
      ])
      assert.strictEqual(yield* help.exit, 0)
      for (const { name } of flags) assert.include(help.stdout(), `--${name}`)
      assert.strictEqual(yield* version.exit, 0)
      assert.match(version.stdout(), /^\d+\.\d+\.\d+\n$/)
      assert.strictEqual(yield* wrong.exit, 2)
      assert.match(
        wrong.stderr(),
        /^\{"level":"fatal","message":"unknown flag --frobnicate; --help lists those there are"/
      )
    })
  )
})

const endIfThere = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // It has ended, as it should.
  }
}
