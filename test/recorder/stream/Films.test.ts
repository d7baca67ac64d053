import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { needing } from "../../Programs.ts"
import { complaints, movie, opens, times } from "../made.ts"
import { stopped } from "../Rig.ts"
import { type Answer, broken, inTurn, scriptedOrigin, status } from "../ScriptedOrigin.ts"
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

  const editions = (headers: Readonly<Record<string, string>>) => ({
    etag: "one",
    "accept-ranges": "bytes",
    ...headers
  })
  /** What is left of the film from where it is asked for; or all of it, where the origin knows no parts. */
  const parts =
    (body: Uint8Array, knowsParts: boolean, length = body.length): Answer =>
    (response, { range }) => {
      const from = knowsParts ? Number(/\d+/.exec(range ?? "0")?.[0]) : 0
      const about = { "content-length": String(body.length - from) }
      const part = { ...about, "content-range": `bytes ${from}-${body.length - 1}/${body.length}` }
      response.writeHead(from > 0 ? 206 : 200, editions(from > 0 ? part : about))
      response.write(body.subarray(from, from + length), () => from + length < body.length && response.destroy())
      if (from + length >= body.length) response.end()
    }

  for (const knowsParts of [true, false]) {
    test(
      `that breaks off goes on where it did, each picture once, of an origin that ${knowsParts ? "gives parts" : "gives the whole again"}`,
      Effect.gen(function* () {
        const site = yield* scriptedOrigin
        const whole = movie(30)
        const half = Math.floor(whole.length / 2)
        const rest = parts(whole, knowsParts)
        site.answer(
          "/film",
          inTurn(parts(whole, knowsParts, half), status(503), knowsParts ? parts(whole, true, 50_000) : rest, rest)
        )
        const rig = yield* recordStream(`${site.url}/film`, ...eager)
        assert.deepInclude(yield* rig.event("RECORDING END"), { trigger: "stream_end", reason: "off_air" })
        yield* stopped(rig)
        const [file = "", other] = rig.files()
        assert.isUndefined(other)
        assert.strictEqual(complaints(file), "")
        assert.strictEqual(times(file, "v").length, 750)
        const asked = site.asked.flatMap(({ headers: { range } }) => range ?? [])
        assert.deepStrictEqual(asked.slice(0, 2), [`bytes=${half}-`, `bytes=${half}-`])
      })
    )
  }

  test(
    "that breaks off for good, or is another one then, is recorded anew, and then to its end",
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
