import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Logger, Redacted, Stream } from "effect"
import * as WsOverseer from "../../src/adapters/overseer/WsOverseer.ts"
import { configured, offeredBy, withOwn } from "../../src/overseer/config/merge.ts"
import * as Configuration from "../../src/overseer/config/readConfig.ts"
import * as Overseer from "../../src/overseer/Overseer.ts"
import * as Port from "../../src/ports/Overseer.ts"
import { connect, of } from "./Client.ts"

const secret = "a-secret-between-the-two"
const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })

const yaml = `
actions:
  write:
    type: exec
    config:
      entrypoint: sh
      command: [-c, "echo \\"[$OVERSEER_SECRET] [$COOKIES]\\"; sleep 60"]
      env: {COOKIES: "[[.cookies]]"}
      parameters: {source: {}, out: {}, cookies: {default: ""}}
`

const overseer = Effect.gen(function* () {
  const config = yield* Effect.fromResult(Configuration.parse(yaml, "c.yaml"))
  const offered = withOwn(offeredBy(config), new Map(), "/srv/recordings")
  return yield* Overseer.serve(
    { ...config, ...configured(config.pool, offered) },
    { host: "127.0.0.1", port: 0 },
    Redacted.make(secret)
  )
})

const admits = (url: string, options: Parameters<typeof connect>[1] = {}) =>
  Effect.match(connect(url, options), { onFailure: ({ awaited }) => awaited, onSuccess: () => "admitted" })

describe("S22: an overseer with a secret", () => {
  it.live("listens to nobody who doesn't know it", () =>
    Effect.gen(function* () {
      const { url } = yield* overseer
      assert.include(yield* admits(url), "403")
      for (const wrong of ["", "x", secret.slice(1), `${secret}x`, secret.toUpperCase()])
        assert.include(yield* admits(url, bearer(wrong)), "403", wrong)
      assert.include(yield* admits(url, { headers: { authorization: secret } }), "403")
      assert.include(yield* admits(url, { ...bearer(secret), origin: "http://127.0.0.1:8080" }), "403")
      assert.strictEqual(yield* admits(url, bearer(secret)), "admitted")
    })
  )

  it.live("is dialled by a backend that knows it, and by none that doesn't", () =>
    Effect.gen(function* () {
      const { url } = yield* overseer
      const news = Effect.fnUntraced(function* (options: object) {
        const layer = WsOverseer.layer({ url: new URL(url), ...options }).pipe(Layer.provide(Logger.layer([])))
        const { news } = Context.get(yield* Layer.build(layer), Port.Overseer)
        return yield* Stream.runHead(news)
      })
      const heard = yield* news({ secret: Redacted.make(secret) })
      assert.include(JSON.stringify(heard), '"up"')
      assert.notInclude(JSON.stringify(yield* news({})), '"up"')
    })
  )

  it.live("shows secrets of a task to nobody, and doesn't hand its own on", () =>
    Effect.gen(function* () {
      const { url } = yield* overseer
      const { ask, hears, id } = yield* connect(url, bearer(secret))
      const taskId = id()
      const params = { source: "a", out: "/srv/recordings/{{.Source}}", cookies: "session=planted" }
      yield* ask({ type: "start", action: "write", task_id: taskId, params })
      const { data } = yield* hears("its output", of("output", taskId))
      assert.strictEqual(data, "[] [session=planted]")
      const { tasks } = yield* ask({ type: "list" })
      assert.notInclude(JSON.stringify(tasks), "planted")
      assert.deepNestedInclude({ tasks }, { "tasks[0].params": { ...params, cookies: "***" } })
    })
  )

  it.live("lets nobody write elsewhere than below the recordings' folder", () =>
    Effect.gen(function* () {
      const { url } = yield* overseer
      const { ask } = yield* connect(url, bearer(secret))
      for (const out of [
        "/etc/cron.d/x",
        "/srv/recordings",
        "/srv/recordings-of-others/x",
        "/srv/recordings/../x",
        "/srv/recordings/a/../../../etc/x",
        "srv/recordings/x",
        "~/x",
        ""
      ]) {
        const { message } = yield* ask({ type: "start", action: "write", params: { source: "a", out } })
        assert.strictEqual(message, 'validation error: exec: parameter "out" is no path below /srv/recordings', out)
      }
    })
  )
})
