import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { eventually } from "../stack/eventually.ts"
import { Deployment } from "./Deployment.ts"
import * as Facts from "./facts.ts"
import { admin, filesOf, type It, minutes, recording, source } from "./steps.ts"

export const goingOn = (it: It) => {
  it.effect(
    "record a source that is subscribed to, and give its file in ranges",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const headers = yield* admin
        const made = yield* d.ask("/api/subscriptions", {
          method: "POST",
          headers,
          body: { driver: "hls", username: "testcard" }
        })
        assert.strictEqual(made.status, 201, made.text)
        yield* recording(headers)
        const file = yield* eventually(
          "a file with something in it",
          Effect.map(filesOf(headers), (files) => Option.fromUndefinedOr(files.find(({ bytes }) => bytes > 100_000)))
        )
        const part = yield* d.ask(`/api/sources/${source}/files/${file.path}`, {
          headers: { ...headers, range: "bytes=188-18987" }
        })
        assert.strictEqual(part.status, 206, part.text.slice(0, 200))
        assert.match(part.headers["content-range"] ?? "", /^bytes 188-18987\/\d+$/)
        const [id = ""] = yield* d.containers("backend")
        const bytes = yield* Facts.bytesOf(id, `/data/recordings/${source}/${file.path}`, 188, 18988)
        assert.isTrue(part.bytes.equals(bytes))
        assert.strictEqual(part.bytes[0], 0x47)
      }),
    3 * minutes
  )

  it.effect(
    "go on when the backend's container is a new one at another address, and the recording with them",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const headers = yield* admin
        const before = yield* recording(headers)
        const [old = ""] = yield* d.containers("backend")
        const address = yield* Facts.address(old)
        // What takes the old one's address while there is none.
        yield* d.compose("stop", "backend")
        const stopped = yield* Facts.container(old)
        assert.strictEqual(stopped.State.ExitCode, 0)
        yield* d.compose("rm", "-f", "backend")
        yield* Effect.acquireUseRelease(
          d.docker("run", "-d", "--network", Facts.network(stopped), d.image("backend"), "channel.js"),
          () => d.compose("up", "-d", "backend"),
          (squatter) => d.docker("rm", "-f", squatter)
        )
        const [fresh = ""] = yield* d.containers("backend")
        assert.notStrictEqual(yield* Facts.address(fresh), address)
        const after = yield* recording(headers)
        assert.deepInclude(after, { pid: before.pid, session_started_at: before.session_started_at })
      }),
    3 * minutes
  )

  it.effect(
    "may hold two backends: the migrations ran once, either answers, one leads",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        yield* d.compose("up", "-d", "--scale", "backend=2")
        const ids = yield* d.containers("backend")
        assert.lengthOf(ids, 2)
        yield* Effect.forEach(ids, Facts.ready, { concurrency: 2 })
        const logs = yield* d.compose("logs", "--no-color", "backend")
        assert.lengthOf(logs.match(/this backend leads/g) ?? [], 1)
        const headers = yield* admin
        for (let i = 0; i < 20; i++) assert.strictEqual((yield* d.ask("/api/me", { headers })).status, 200)
        yield* d.compose("up", "-d", "--scale", "backend=1")
      }),
    3 * minutes
  )
}
