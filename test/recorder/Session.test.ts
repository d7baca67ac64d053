import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, status, stuck, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

const origin = Effect.map(scriptedOrigin, (scripted) => {
  for (let n = 0; n <= 30; n++) scripted.answer(`/${n}.ts`, bytes(transport(n)))
  return {
    ...scripted,
    live: `${scripted.url}/live.m3u8`,
    show: (body: string) => scripted.answer("/live.m3u8", text(body))
  }
})

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)))

describe("a session", () => {
  test(
    "outlives a break: a new recording when the channel is back, with only what is new",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 3))
      const rig = yield* record(site.live)
      yield* rig.event("SEGMENT START")
      site.answer("/live.m3u8", status(404))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      yield* site.next("/live.m3u8", 2)
      site.show(playlist(2, 6))
      yield* rig.event("SEGMENT START", 2)
      yield* site.next("/live.m3u8", 1)
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3, 4, 5, 6])
      const recordings = rig.lines.filter(({ event }) => event === "RECORDING START")
      assert.deepStrictEqual(
        recordings.map(({ recording }) => recording),
        ["0", "1"]
      )
      const end = yield* rig.event("SESSION END")
      assert.deepInclude(end, { recordings: "2", source: "test" })
      assert.strictEqual(rig.events().filter((event) => event === "SESSION START").length, 1)
    })
  )

  test(
    "ends when no recording follows in time, and the recorder sleeps between looks",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 3, { ended: false }))
      const rig = yield* record(site.live, ["--recording-timeout", "300ms"])
      yield* rig.event("SEGMENT START")
      site.show(playlist(0, 4, { ended: true }))
      yield* rig.event("SLEEP", 2)
      assert.deepStrictEqual(rig.events(), [
        "STARTUP",
        "SESSION START",
        "RECORDING START",
        "SEGMENT START",
        "SEGMENT FINISH",
        "RECORDING END",
        "SESSION END",
        "SLEEP",
        "SLEEP"
      ])
      const warnings = rig.lines.filter(({ level }) => level === "warn").map(({ message }) => message)
      assert.deepStrictEqual(warnings, ["test is offline: the stream has ended"])
      assert.strictEqual(yield* stopped(rig), 0)
    })
  )

  test(
    "doesn't record a stream that stands still again",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 3))
      const rig = yield* record(site.live, ["--segment-timeout", "1s"])
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "timeout")
      assert.strictEqual((yield* rig.event("SEGMENT FINISH"))["trigger"], "error")
      yield* site.next("/live.m3u8", 3)
      assert.strictEqual(rig.events().at(-1), "RECORDING END")
      site.show(playlist(1, 5))
      yield* rig.event("SEGMENT START", 2)
      yield* site.next("/live.m3u8", 1)
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3, 4, 5])
    })
  )

  test(
    "survives an outage shorter than the segment timeout as one recording",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 2))
      const rig = yield* record(site.live)
      yield* rig.event("SEGMENT START")
      site.answer("/live.m3u8", status(503))
      yield* site.next("/live.m3u8", 2)
      site.answer("/live.m3u8", (response) => response.destroy())
      yield* site.next("/live.m3u8", 2)
      site.answer("/live.m3u8", text("<html>an error page</html>"))
      yield* site.next("/live.m3u8", 1)
      site.show(playlist(2, 5, { ended: true }))
      yield* rig.event("RECORDING END")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3, 4, 5])
      assert.strictEqual(rig.files().length, 1)
      yield* stopped(rig)
    })
  )

  test(
    "C3: asks no sooner again than the site says",
    Effect.gen(function* () {
      const site = yield* origin
      const asked: Array<number> = []
      site.answer("/live.m3u8", (response) => {
        asked.push(performance.now())
        if (asked.length === 3) response.writeHead(503, { "retry-after": "1" }).end()
        else response.end(playlist(0, 1 + asked.length, { ended: asked.length === 5 }))
      })
      const rig = yield* record(site.live)
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.isAtLeast((asked[3] ?? 0) - (asked[2] ?? 0), 990)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3, 4, 5, 6])
    })
  )
})

describe("stopping", () => {
  test(
    "closes a file on a packet boundary in the middle of a segment, and tells the end",
    Effect.gen(function* () {
      const site = yield* origin
      site.answer("/1.ts", stuck(transport(1), 1000))
      site.show(playlist(0, 1))
      const rig = yield* record(site.live, ["-l", "10s"])
      yield* rig.event("SEGMENT START")
      yield* site.next("/1.ts", site.times("/1.ts") === 0 ? 1 : 0)
      assert.strictEqual(yield* stopped(rig), 0)
      const recorded = yield* rig.recorded
      assert.strictEqual(recorded.length % 188, 0)
      assert.isAtLeast(recorded.length, 20 * 188)
      assert.deepStrictEqual(rig.events().slice(-3), ["SEGMENT FINISH", "RECORDING END", "SESSION END"])
      assert.strictEqual((yield* rig.event("SEGMENT FINISH"))["trigger"], "cancelled")
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "cancelled")
    })
  )

  test(
    "between sessions ends at once with code 0",
    Effect.gen(function* () {
      const site = yield* origin
      const rig = yield* record(site.live, ["-i", "1h"])
      yield* rig.event("SLEEP")
      assert.strictEqual(yield* stopped(rig), 0)
      assert.deepStrictEqual(rig.events(), ["STARTUP", "SLEEP"])
    })
  )

  test(
    "during a first look that nobody answers ends with code 0",
    Effect.gen(function* () {
      const site = yield* origin
      site.answer("/live.m3u8", () => undefined)
      const rig = yield* record(site.live)
      yield* rig.event("STARTUP")
      assert.strictEqual(yield* stopped(rig), 0)
    })
  )
})

describe("heartbeats", () => {
  test(
    "tell in segmented mode of the file that grows",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 3))
      const rig = yield* record(site.live, ["-l", "10s", "--heartbeat-interval", "50ms"])
      yield* rig.event("SEGMENT START")
      yield* site.next("/live.m3u8", 2)
      const seen = rig.lines.filter(({ event }) => event === "HEARTBEAT").length
      const beat = yield* rig.event("HEARTBEAT", seen + 1)
      yield* stopped(rig)
      assert.deepStrictEqual(Object.keys(beat), [
        "bytes_written",
        "event",
        "file",
        "longest_segment",
        "recording",
        "segment",
        "segment_duration",
        "session_duration",
        "time"
      ])
      assert.deepInclude(beat, { bytes_written: String(4 * 20 * 188), segment: "0", file: rig.files()[0] })
    })
  )

  test(
    "are not sent for a single file",
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 3))
      const rig = yield* record(site.live, ["--heartbeat-interval", "20ms"])
      yield* site.next("/live.m3u8", 4)
      yield* stopped(rig)
      assert.notInclude(rig.events(), "HEARTBEAT")
    })
  )
})
