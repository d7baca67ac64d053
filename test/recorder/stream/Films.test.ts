import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { needing } from "../../Programs.ts"
import { complaints, movie, opens, times } from "../made.ts"
import { stopped } from "../Rig.ts"
import { type Answer, broken, scriptedOrigin } from "../ScriptedOrigin.ts"
import { recordStream } from "./liveSources.ts"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)), 180_000)

/** A film that is at hand as a whole. */
const shown =
  (body: Uint8Array, edition: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-length": body.length, etag: edition }).end(body)

/** Sessions end at once, and the next look comes soon. */
const eager = ["--recording-timeout", "10ms", "-i", "100ms"]

needing("ffmpeg", "ffprobe")("a film over HTTP", () => {
  test(
    "is recorded to its end and then off air, until there is another one at its address",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/film", shown(movie(5), "one"))
      const rig = yield* recordStream(`${site.url}/film`, ...eager)
      assert.deepInclude(yield* rig.event("RECORDING END"), { trigger: "stream_end", reason: "off_air" })
      assert.deepInclude(yield* rig.event("SLEEP", 2), { reason: "off_air" })
      yield* site.next("/film", 2)
      assert.strictEqual(rig.events().filter((event) => event === "RECORDING START").length, 1)
      site.answer("/film", shown(movie(3), "two"))
      yield* rig.event("RECORDING END", 2)
      yield* site.next("/film", 2)
      yield* stopped(rig)
      const [first = "", second = "", third] = rig.files()
      assert.isUndefined(third)
      assert.deepStrictEqual([complaints(first), complaints(second)], ["", ""])
      assert.deepStrictEqual([times(first, "v").length, times(second, "v").length], [125, 75])
      assert.notInclude(rig.events(), "TROUBLE")
    })
  )

  test(
    "is cut where a player can begin, however seldom that is",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/film", shown(movie(75, ["-c:v", "libsvtav1", "-preset", "12", "-g", "1500"]), "one"))
      const rig = yield* recordStream(`${site.url}/film`, ...eager, "-l", "10s")
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      const [first = "", second = "", third] = rig.files()
      assert.isUndefined(third)
      assert.match(first, /\.mp4$/)
      assert.deepStrictEqual([times(first, "v").length, times(second, "v").length], [1500, 375])
      assert.isTrue(opens(second))
    })
  )

  test(
    "that breaks off is recorded anew, and then to its end",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const whole = movie(30)
      site.answer("/film", broken(whole, whole.length - 100_000))
      const rig = yield* recordStream(`${site.url}/film`, ...eager)
      assert.deepInclude(yield* rig.event("RECORDING END"), { reason: "broken" })
      site.answer("/film", shown(whole, "one"))
      yield* rig.line(({ event, reason }) => event === "RECORDING END" && reason === "off_air")
      yield* site.next("/film", 2)
      yield* stopped(rig)
      assert.strictEqual(times(rig.files().at(-1) ?? "", "v").length, 750)
    })
  )
})
