import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Logger } from "effect"
import * as WsOverseer from "../../src/adapters/overseer/WsOverseer.ts"
import { nothingSeen, seeLine } from "../../src/domain/supervision/Look.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import { Overseer } from "../../src/ports/Overseer.ts"
import { hearing } from "../adapters/overseer/hearing.ts"
import { local, Overseen } from "../overseer/Overseen.ts"
import { cases, site } from "./probeCases.ts"
import { redirect, text } from "./ScriptedOrigin.ts"
import { playlist } from "./streams.ts"

/** The actions as they are shipped, their programs started from the sources. */
const shipped = readFileSync(new URL("../../src/overseer/actions.yaml", import.meta.url), "utf8")
const program = fileURLToPath(new URL("../../src/recorder/probe/main.ts", import.meta.url))
const actions = shipped
  .replace("- probe.js", `- ${program}`)
  .replaceAll("entrypoint: node", `entrypoint: ${process.execPath}`)

const quiet = Logger.layer([])
let looks = 0

layer(local(actions).pipe(Layer.provide(quiet)), { excludeTestServices: true, timeout: "60 seconds" })(
  "a look at an address",
  (it) => {
    /** Looks by the real overseer; what was seen, the lines as they came, and what was news meanwhile. */
    const look = Effect.fnUntraced(function* (params: Readonly<Record<string, string>>) {
      const { url } = yield* Overseen
      const services = yield* Layer.build(WsOverseer.layer({ url: new URL(url) }).pipe(Layer.provide(quiet)))
      const overseer = Context.get(services, Overseer)
      const ear = yield* hearing(overseer.news)
      yield* ear.up(1)
      const lines: Array<string> = []
      const taskId = TaskId.make(`look-${looks++}`)
      const code = yield* overseer.shortTask(1, { taskId, action: "probe", params }, (line) => lines.push(line))
      const rows = (yield* overseer.list(1)).rows
      return { seen: lines.reduce(seeLine, nothingSeen), code, lines, rows, news: ear.heard, url }
    })

    for (const { at, picture, seen, what } of cases()) {
      it.effect(`sees ${what}`, () =>
        Effect.gen(function* () {
          const origin = yield* site
          const done = yield* look({ url: at(origin) })
          assert.strictEqual(done.code, 0)
          assert.deepInclude(done.seen, typeof seen === "function" ? seen(origin) : seen, done.lines.join("\n"))
          if (picture === true) {
            const jpeg = Buffer.from(done.seen.picture ?? "", "base64")
            assert.deepStrictEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff])
          }
          assert.isTrue(done.lines.every((line) => line.length < 65_536))
        })
      )
    }

    it.effect("of a black hole ends by itself, and says so", () =>
      Effect.gen(function* () {
        const server = createServer()
        yield* Effect.acquireRelease(
          Effect.callback<void>((done) => void server.listen(0, "127.0.0.1", () => done(Effect.void))),
          () => Effect.sync(() => server.close())
        )
        const address = server.address()
        const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
        const { code, seen } = yield* look({ url: `http://${host}/x.m3u8` })
        assert.deepInclude(seen, { reachable: false, cause: { kind: "timeout", host } })
        assert.strictEqual(code, 0)
      })
    )

    it.effect("S17: leads to no address within the machine where that is not allowed, by a redirect neither", () =>
      Effect.gen(function* () {
        const origin = yield* site
        const here = yield* look({ url: origin.show("/x.m3u8", text(playlist(0, 2))), inward: "no" })
        assert.deepInclude(here.seen, { reachable: false, cause: { kind: "inward", host: new URL(origin.url).host } })
        assert.strictEqual(origin.times("/x.m3u8"), 0)
        // An admin's address may lead here, and no further: its own redirect to the clouds' address is not followed.
        const onward = origin.show("/r.m3u8", redirect("http://169.254.169.254/latest/meta-data"))
        assert.deepInclude((yield* look({ url: onward })).seen, { cause: { kind: "inward", host: "169.254.169.254" } })
      })
    )

    it.effect("S9: shows a login and headers to the site, and to nobody else", () =>
      Effect.gen(function* () {
        const origin = yield* site
        const url = origin.show("/x.m3u8", text(playlist(0, 2))).replace("//", "//me:planted1@")
        const given = { url: `${url}?token=planted2`, cookies: "c=planted3", headers: "X-Key: planted4" }
        origin.show("/x.m3u8?token=planted2", text(playlist(0, 2)))
        const { lines, news, rows, seen } = yield* look(given)
        assert.isTrue(seen.onAir)
        const asked = origin.asked.find(({ path }) => path.startsWith("/x.m3u8"))?.headers
        assert.deepInclude(asked, { cookie: "c=planted3", "x-key": "planted4" })
        assert.include(asked?.authorization ?? "", "Basic ")
        assert.notInclude(JSON.stringify([lines, news, rows]), "planted")
      })
    )

    it.effect("is no news of recorders, and an unknown action is told", () =>
      Effect.gen(function* () {
        const origin = yield* site
        const { news } = yield* look({ url: `${origin.url}/nowhere.m3u8` })
        assert.isFalse(news.some(({ _tag }) => _tag === "event"))
        const refused = yield* Effect.flip(look({ url: "" }))
        assert.strictEqual(refused._tag === "NotTaken" ? refused.answer._tag : refused._tag, "refused")
      })
    )
  }
)
