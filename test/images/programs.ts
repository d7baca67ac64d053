import { assert } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { eventually } from "../stack/eventually.ts"
import { Deployment } from "./Deployment.ts"
import { admin, type It, minutes, View } from "./steps.ts"

/** A site within the overseer's container: a radio station, coded by its own ffmpeg, and a page that shows the test channel. */
const site = `
  const { spawn } = require("node:child_process")
  const radio = ["-re", "-f", "lavfi", "-i", "sine=220", "-c:a", "libmp3lame", "-f", "mp3", "pipe:1"]
  const page = '<!doctype html><title>News</title><video src="http://127.0.0.1:8090/testcard/master.m3u8"></video>'
  require("node:http").createServer((request, response) => {
    if (request.url !== "/radio.mp3") return response.writeHead(200, { "content-type": "text/html" }).end(page)
    response.writeHead(200, { "content-type": "audio/mpeg" })
    if (request.method === "HEAD") return response.end()
    const coder = spawn("ffmpeg", ["-loglevel", "quiet", ...radio])
    coder.stdout.pipe(response)
    response.on("close", () => coder.kill("SIGKILL"))
  }).listen(8091, "127.0.0.1")`

const Diagnostics = Schema.fromJsonString(Schema.Struct({ missing_programs: Schema.Array(Schema.Unknown) }))

export const programs = (it: It) => {
  it.effect(
    "record a stream that ffmpeg reads and what a page shows, by programs of the overseer's image",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const headers = yield* admin
        const { text } = yield* d.ask("/api/diagnostics", { headers })
        assert.deepStrictEqual(yield* Effect.orDie(Schema.decodeEffect(Diagnostics)(text)), { missing_programs: [] })

        const [inside = ""] = yield* d.containers("local-overseer")
        yield* d.docker("exec", "-d", inside, "node", "-e", site)
        for (const [driver, path] of [
          ["stream", "radio.mp3"],
          ["page", "news.html"]
        ] as const) {
          const body = { address: `http://127.0.0.1:8091/${path}`, driver, username: "ours" }
          const made = yield* d.ask("/api/subscriptions", { method: "POST", headers, body })
          assert.strictEqual(made.status, 201, made.text)
          yield* eventually(
            `${driver}/ours to be recording`,
            Effect.map(d.ask(`/api/subscriptions/${driver}/ours`, { headers }), ({ text }) =>
              Option.filter(Schema.decodeOption(View)(text), ({ status }) => status === "recording")
            )
          )
          assert.strictEqual(
            (yield* d.ask(`/api/subscriptions/${driver}/ours`, { method: "DELETE", headers })).status,
            204
          )
        }
      }),
    5 * minutes
  )
}
