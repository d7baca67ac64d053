import { createHmac } from "node:crypto"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted, Stream } from "effect"
import { Instant } from "../../src/domain/values/Time.ts"
import { typedAt } from "../http/Typed.ts"
import { eventually } from "../stack/eventually.ts"
import { product } from "../stack/Product.ts"
import { released } from "./Released.ts"

const testcard = { driver: "hls", username: "testcard" }
const nowhere = { driver: "hls", username: "nowhere" }

/** When 0.7.5 recorded. */
const thatMinute = {
  from: Instant.make(Date.UTC(2026, 10, 29, 18, 41, 30)),
  to: Instant.make(Date.UTC(2026, 10, 29, 18, 42, 30))
}

/** The one who signs in with this password, with the contract's client in hand. */
const person = Effect.fnUntraced(function* (address: string, username: string, password: string) {
  const { client, wear } = yield* typedAt(address, "")
  const { access_token } = yield* client.auth.login({ payload: { username, password: Redacted.make(password) } })
  yield* wear(access_token)
  return { ...client, token: access_token }
})

describe("a data folder of 0.7.5, started by this version", () => {
  it.live(
    "holds all that it held, and its recording goes on",
    () =>
      Effect.gen(function* () {
        const before = released("0.7.5")
        const p = yield* product()
        yield* before.leaveIn(p.dataDir)
        yield* p.launch

        const admin = yield* person(p.address, "admin", "the admin's, for tests")
        const mira = yield* person(p.address, "mira", "mira's, for tests")
        const [head, claims, signature] = admin.token.split(".")
        const signed = createHmac("sha256", before.secret).update(`${head}.${claims}`).digest("base64url")
        assert.strictEqual(signature, signed)
        const { items: users } = yield* admin.users.list({ query: {} })
        assert.deepStrictEqual(
          users.map(({ role, username }) => [username, role]),
          [
            ["admin", "admin"],
            ["mira", "user"]
          ]
        )

        const hers = yield* mira.subscriptions.list({ query: {} })
        assert.deepStrictEqual(hers.items.map(({ posture, username }) => [username, posture]).sort(), [
          ["blinker", "paused"],
          ["testcard", "active"],
          ["yesteryear", "archived"]
        ])
        const failed = yield* admin.subscriptions.show({ params: nowhere, query: {} })
        assert.deepInclude(failed, { status: "error", state: "error", posture: "active" })
        assert.match(failed.reason, /no channel named "nowhere"/)
        const { events } = yield* admin.sources.events({ params: nowhere, query: {} })
        assert.deepStrictEqual(
          events.map(({ event_type }) => event_type),
          ["started", "exited", "started", "exited", "errored"]
        )

        const { items: sources } = yield* admin.sources.list({ query: {} })
        assert.deepStrictEqual(sources.map(({ username }) => username).sort(), [
          "blinker",
          "nowhere",
          "testcard",
          "yesteryear"
        ])
        // Signs of life were not written down then: its files are the proof, once they have been looked at.
        yield* eventually(
          "what its files prove to be told",
          Effect.map(mira.sources.coverage({ params: testcard, query: thatMinute }), ({ stretches }) =>
            stretches.some(({ kind }) => kind === "recorded") ? Option.some(true) : Option.none()
          )
        )

        const { settings, version } = yield* admin.config.show()
        assert.strictEqual(version, 1)
        assert.deepInclude(settings, { segment_length: "2s", error_threshold: 2, user_agent: "upgraded/0.7.5" })
        assert.isTrue(settings.subscribers_see_sources)
        const { own } = yield* admin.sources.overrides({ params: testcard })
        assert.strictEqual(own.framerate, "60")
        const audit = yield* admin.audit.list({ query: { q: "mira" } })
        assert.include(
          audit.items.map(({ action }) => action),
          "user.create"
        )

        yield* eventually(
          "its recording to go on",
          Effect.map(mira.subscriptions.show({ params: testcard, query: {} }), ({ status }) =>
            status === "recording" ? Option.some(true) : Option.none()
          )
        )
        const files = yield* eventually(
          "more files than there were",
          Effect.map(mira.recordings.files({ params: testcard, query: {} }), (all) =>
            all.files.length > before.recordings.length ? Option.some(all.files) : Option.none()
          )
        )
        for (const { bytes, file } of before.recordings) {
          const [, , session = "", name = ""] = file.split("/")
          const known = files.find((one) => one.name === name)
          assert.deepInclude(known, { session, bytes: bytes.length, status: "finished" })
          const { client, wear } = yield* typedAt(p.address, name)
          yield* wear(mira.token)
          const params = { ...testcard, session, "*": name }
          const played = yield* Stream.mkUint8Array(yield* client.recordings.download({ params, query: {} }))
          assert.isTrue(bytes.equals(played), file)
          assert.include(yield* client.recordings.playlist({ params: { ...testcard, session } }), name)
        }
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    120_000
  )
})
