import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Configuration from "../../src/overseer/config/readConfig.ts"
import * as Overseer from "../../src/overseer/Overseer.ts"
import { connect } from "./Client.ts"
import { running } from "./Overseen.ts"

/** Whether a handshake succeeds. */
const admits = (url: string, options: Parameters<typeof connect>[1] = {}) =>
  Effect.match(connect(url, options), { onFailure: ({ awaited }) => awaited, onSuccess: () => "admitted" })

describe("who may connect", () => {
  it.live("is this machine unless the configuration says otherwise", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      assert.strictEqual(yield* admits(url), "admitted")
      const closed = yield* running("trusted_cidrs: [10.11.12.13, 192.0.2.0/24]")
      assert.include(yield* admits(closed.url), "403")
      const open = yield* running("trusted_cidrs: [127.0.0.0/8]")
      assert.strictEqual(yield* admits(open.url), "admitted")
    })
  )

  it.live("S22: is no page, of whichever site", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      for (const origin of [
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "https://[::1]",
        "https://example.com",
        "null",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com"
      ]) {
        assert.include(yield* admits(url, { origin }), "403", origin)
      }
    })
  )

  it.live("must ask for /ws itself", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      assert.include(yield* admits(`${url}/`), "404")
      assert.include(yield* admits(url.replace(/ws$/, "openapi.json")), "404")
      assert.strictEqual(yield* admits(`${url}?x=1`), "admitted")
    })
  )
})

describe("a port that is taken", () => {
  it.live("is named", () =>
    Effect.gen(function* () {
      const { port } = yield* running("name: x")
      const config = yield* Effect.fromResult(Configuration.parse("", "c.yaml"))
      const error = yield* Effect.flip(Overseer.serve(config, { host: "127.0.0.1", port }))
      assert.strictEqual(
        error.message,
        `cannot listen on 127.0.0.1:${port}: another program already listens there; choose another port`
      )
    })
  )
})

describe("a connection", () => {
  it.effect("is pinged every 30 seconds and lasts while the client answers", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      const { ask, socket } = yield* connect(url)
      for (let i = 0; i < 8; i++) {
        const pinged = yield* Effect.forkChild(
          Effect.callback<void>((resume) => {
            socket.once("ping", () => resume(Effect.void))
          }),
          { startImmediately: true }
        )
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(pinged)
        yield* ask({ type: "metrics" })
      }
    })
  )

  it.effect("ends when the client has been silent over three pings", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      const { closed } = yield* connect(url, { autoPong: false })
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(yield* closed, 1006)
    })
  )
})
