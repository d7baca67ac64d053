import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import type { SourceView as SourceRow, SubscriptionView as SubscriptionRow } from "../../src/app/lists/Views.ts"
import { SourceId, SubscriptionId, UserId } from "../../src/domain/values/Ids.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { CauseView } from "../../src/http/api/CauseView.ts"
import { SourcesPage } from "../../src/http/api/Sources.ts"
import { SourceView } from "../../src/http/api/SourceView.ts"
import { SubscriptionsPage } from "../../src/http/api/Subscriptions.ts"
import { SubscriptionView } from "../../src/http/api/SubscriptionView.ts"
import { overriddenOf, sourceRow, viewText } from "../../src/http/presenters/rows.ts"
import { ScriptedOverseer } from "../adapters/overseer/Scripted.ts"
import * as Lines from "../adapters/overseer/scripted/Lines.ts"
import { ask, signIn, until } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const strict = { onExcessProperty: "error" } as const
const time = Instant.make(1_800_000_000_000)

const busy: SubscriptionRow = {
  driver: "hls",
  username: "carol",
  sourceId: SourceId.make(7),
  subId: SubscriptionId.make(8),
  userId: UserId.make(9),
  owner: 'a "quoted" name',
  posture: "active",
  status: "recording",
  cause: null,
  reason: "Recording since 2027-01-15T08:00:00Z.",
  forMembers: null,
  state: "recording",
  workerState: "running",
  recordingState: "recording",
  pid: 4711,
  errorMessage: "\u2028 odd",
  sessionActive: true,
  host: "example.org",
  sessionStartedAt: time,
  sessionBytes: 2 ** 40,
  lastHeartbeat: time,
  lastRecordingAt: time,
  nextStartAt: time,
  queuePosition: 3,
  canonicalUrl: "https://site.example/carol",
  createdAt: time,
  updatedAt: time
}

const idle: SubscriptionRow = {
  ...busy,
  workerState: null,
  recordingState: null,
  pid: null,
  errorMessage: null,
  sessionActive: false,
  host: null,
  sessionStartedAt: null,
  lastHeartbeat: null,
  lastRecordingAt: null,
  nextStartAt: null,
  queuePosition: null,
  canonicalUrl: null
}

const source: SourceRow = {
  ...idle,
  id: SourceId.make(7),
  address: "https://example.org/a?token=***",
  overrides: { resolution: "480", cookies: "a planted secret" },
  outdated: true,
  subscribers: [{ userId: UserId.make(9), owner: "alice", posture: "active" }]
}

/** A row for every kind of cause. */
const explained = CauseView.members.flatMap((kind) => {
  const [example] = Schema.resolveAnnotations(Schema.toEncoded(kind))?.examples ?? []
  return { ...idle, cause: Schema.decodeUnknownSync(CauseView)(example) }
})

describe("a row's text", () => {
  it.effect.each([busy, idle, ...explained])(
    "is what the contract's schema makes of the row, and reads back as it",
    (row) =>
      Effect.gen(function* () {
        const parsed: unknown = JSON.parse(viewText(row))
        assert.deepStrictEqual(parsed, yield* Schema.encodeUnknownEffect(SubscriptionView)(row))
        const { forMembers: _, ...sent } = row
        assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(SubscriptionView, strict)(parsed), sent)
      })
  )

  it.effect("of a source is that as well, and tells no secret", () =>
    Effect.gen(function* () {
      const parsed: unknown = JSON.parse(JSON.stringify(sourceRow(source)))
      const { overrides: _hidden, ...shown } = source
      const row = { ...shown, overridden: overriddenOf(source) }
      assert.deepStrictEqual(parsed, yield* Schema.encodeUnknownEffect(SourceView)(row))
      assert.notInclude(JSON.stringify(sourceRow(source)), "planted")
    })
  )

  it("weighs less than 1 KiB", () => {
    assert.isBelow(viewText(busy).length, 1024)
  })
})

onEachStore()("lists over HTTP", (it) => {
  it.effect("have the declared form, page by page", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      for (const username of ["a", "b", "c"]) {
        yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username } })
      }
      const first = yield* ask("GET", "/api/subscriptions?limit=2", { token })
      const page = yield* Schema.decodeUnknownEffect(SubscriptionsPage, strict)(first.json)
      assert.strictEqual(page.total, 3)
      assert.deepStrictEqual(
        page.items.map(({ username }) => username),
        ["a", "b"]
      )
      const second = yield* ask(
        "GET",
        `/api/subscriptions?limit=2&cursor=${encodeURIComponent(page.nextCursor ?? "")}`,
        { token }
      )
      assert.deepStrictEqual(
        second.json.items.map(({ username }: { username: string }) => username),
        ["c"]
      )
      assert.isNull(second.json.next_cursor)
      const sources = yield* ask("GET", "/api/sources?sort=created&order=desc", { token })
      assert.strictEqual((yield* Schema.decodeUnknownEffect(SourcesPage, strict)(sources.json)).items.length, 3)
    })
  )

  it.effect("answer 304 to who has them, and anew after a change; another caller's tag is no match", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      yield* addUser("alice")
      const [root, alice] = [yield* signIn("root"), yield* signIn("alice")]
      yield* ask("POST", "/api/subscriptions", { token: alice.token, body: { driver: "hls", username: "tagged" } })
      yield* ask("POST", "/api/subscriptions/hls/tagged/archive", { token: alice.token })
      const list = (token: string, tag: string) =>
        ask("GET", "/api/subscriptions", { token, headers: { "if-none-match": tag } })
      // The recorder of the archived one ends first: until then the list goes on changing.
      const fresh = Effect.map(list(alice.token, ""), ({ headers }) => headers.get("etag") ?? "")
      const settled = Effect.flatMap(fresh, (tag) => Effect.map(list(alice.token, tag), (answer) => ({ tag, answer })))
      const { answer: same, tag } = yield* until(settled, ({ answer }) => answer.status === 304)
      assert.strictEqual(same.text, "")
      assert.strictEqual((yield* list(root.token, tag)).status, 200)
      yield* ask("POST", "/api/subscriptions/hls/tagged/resume", { token: alice.token })
      const anew = yield* list(alice.token, tag)
      assert.strictEqual(anew.status, 200)
      assert.strictEqual(anew.json.items[0].posture, "active")
    })
  )
})

onEachStore()("D5: what lists weigh", (it) => {
  it.effect("under 1 KB a subscription, however much its recorder prints and however it fails", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const overseer = yield* ScriptedOverseer
      for (let n = 0; n < 20; n++) {
        const body = { driver: "hls", username: `${n}-${"a".repeat(60)}` }
        yield* ask("POST", "/api/subscriptions", { token, body })
      }
      const list = ask("GET", "/api/subscriptions", { token })
      const running = yield* until(overseer.live, ({ length }) => length === 20)
      const words = "the recorder can't go on, and says so at length; ".repeat(100)
      for (const [n, { taskId }] of running.entries()) {
        yield* overseer.startsRecording(taskId)
        for (let line = 0; line < 50; line++) yield* overseer.says(taskId, Lines.log("info", `${line} ${words}`))
        if (n % 2 === 0) continue
        yield* overseer.says(taskId, Lines.log("error", words))
        yield* overseer.exit(taskId, 1)
      }
      const counted = yield* until(
        list,
        ({ json }) => json.counts.status.recording === 10 && json.counts.status.backoff === 10
      )
      assert.isBelow(counted.text.length / 20, 1024)
    })
  )
})

onEachStore()("what a site calls what is recorded", (it) => {
  it.effect("stands at its source while it is", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "titled" } })
      const overseer = yield* ScriptedOverseer
      const [run] = yield* until(overseer.live, ({ length }) => length === 1)
      const source = ask("GET", "/api/sources/hls/titled", { token })
      const about = Effect.map(source, ({ json: { author, title } }) => [title, author])
      assert.deepStrictEqual(yield* about, [null, null])
      const says = (...lines: ReadonlyArray<Lines.Line>) => overseer.says(run?.taskId ?? assert.fail(), ...lines)
      yield* says(Lines.sessionStart, Lines.recordingStart(), Lines.title("Evening <b>news</b>", "Example TV"))
      yield* until(about, ([title]) => title !== null)
      assert.deepStrictEqual(yield* about, ["Evening <b>news</b>", "Example TV"])
      yield* says(Lines.recordingEnd())
      yield* until(about, ([title]) => title === null)
    })
  )
})

onEachStore()("D16: what is told of the server's files", (it) => {
  it.effect("names them to users without their folders, and to admins as they are", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const alice = yield* addUser("alice")
      const [admin, user] = [(yield* signIn("root")).token, (yield* signIn("alice")).token]
      yield* ask("POST", "/api/subscriptions", { token: user, body: { driver: "hls", username: "nosuch" } })
      const overseer = yield* ScriptedOverseer
      const [run] = yield* until(overseer.live, ({ length }) => length === 1)
      const words = `no channel named "nosuch" in "/srv/secret/run/channels.yaml", see https://example.org/a/b`
      yield* overseer.says(run?.taskId ?? assert.fail(), Lines.log("error", words))
      yield* overseer.exit(run?.taskId ?? assert.fail(), 1)
      const own = "/api/subscriptions/hls/nosuch"
      yield* until(ask("GET", own, { token: user }), ({ json }) => json.status === "backoff")
      for (const path of ["/api/subscriptions", own, "/api/sources/hls/nosuch", "/api/sources/hls/nosuch/events"]) {
        const { text } = yield* ask("GET", path, { token: user })
        assert.notInclude(text, "/srv/", path)
        if (!path.endsWith("/events")) {
          assert.include(text, "channels.yaml", path)
          assert.include(text, "https://example.org/a/b", path)
        }
      }
      const theirs = `?user_id=${alice.id}`
      for (const path of ["/api/subscriptions", `/api/subscriptions${theirs}`, `${own}${theirs}`, "/api/sources"])
        assert.include((yield* ask("GET", path, { token: admin })).text, "/srv/secret/run/channels.yaml", path)
      for (const change of ["resume", "pause", "resume", "reset-error"]) {
        const { text } = yield* ask("POST", `${own}/${change}`, { token: user })
        assert.notInclude(text, "/srv/", change)
      }
    })
  )
})
