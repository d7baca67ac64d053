import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import type { LibraryFacts } from "../../src/domain/recordings/LibraryEntry.ts"
import { ExportId } from "../../src/domain/values/Ids.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { Library } from "../../src/ports/Library.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { until } from "./Client.ts"
import { operations } from "./Operations.ts"
import { typed } from "./Typed.ts"
import { addUser, onEachStore, password, Site } from "./World.ts"

const session = "2026-01-01_00-00-00"
const names = ["2026-01-01_00-00-00_00000.ts", "2026-01-01_00-00-00_00001.ts"] as const
const carol = { driver: "hls", username: "carol" }

const shelved: LibraryFacts = {
  session,
  title: null,
  startedAt: Instant.make(Date.UTC(2026, 0, 1)),
  endedAt: Instant.make(Date.UTC(2026, 0, 1, 1)),
  duration: 1_000,
  bytes: 20,
  files: 2,
  container: "ts",
  codecs: null,
  width: null,
  height: null,
  gaps: []
}

const recorded = Effect.gen(function* () {
  const { mediaRoot } = yield* Site
  const folder = `${mediaRoot}/hls/carol/${session}`
  yield* Effect.sync(() => {
    mkdirSync(folder, { recursive: true })
    for (const name of names) {
      writeFileSync(`${folder}/${name}`, "0123456789")
      utimesSync(`${folder}/${name}`, 1_700_000_000, 1_700_000_000)
    }
  })
})

/** The operations of the document that none of the requests was for. */
const unasked = (asked: ReadonlyArray<string>): ReadonlyArray<string> =>
  operations
    .filter(({ method, path }) => {
      const pattern = path.replaceAll(/\{[^}]+\}/g, "[^/]+").replaceAll(".", "\\.")
      const fits = new RegExp(`^${method} ${pattern}$`)
      return !asked.some((one) => fits.test(one))
    })
    .map(({ method, path }) => `${method} ${path}`)

const tagged = (version: number) => ({ headers: { "if-match": `"${version}"` } })

onEachStore({ secureCookies: false })("the contract's own client", (it) => {
  it.effect("reaches every endpoint, and reads every answer by its schema", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      yield* recorded
      const { asked, client, wear } = yield* typed(names[0])
      const { audit, auth, bulk, config, drivers, library, me, overseer, recordings, sources, subscriptions, system } =
        client
      const login = { payload: { username: "root", password: Redacted.make(password) } }

      assert.strictEqual((yield* system.livez()).status, "ok")
      assert.isTrue((yield* system.readyz()).database_connected)
      assert.isTrue((yield* system.health()).overseer_connected)

      const refused = yield* Effect.flip(
        auth.login({ payload: { username: "root", password: Redacted.make("wrong password") } })
      )
      assert.strictEqual(refused._tag, "WrongLogin")
      const first = yield* auth.login(login)
      yield* wear(first.access_token)
      const other = yield* auth.login(login)
      yield* wear(other.access_token)
      assert.strictEqual((yield* auth.refresh()).user.username, "root")

      assert.strictEqual((yield* me.profile()).role, "admin")
      const { items: open } = yield* me.sessions()
      assert.strictEqual(open.length, 2)
      const older = open.find(({ current }) => !current) ?? assert.fail("there is another session")
      yield* me.endSession({ params: { id: older.id } })
      assert.strictEqual((yield* me.endOtherSessions()).ended, 0)
      yield* me.changePassword({
        payload: { currentPassword: Redacted.make(password), newPassword: Redacted.make(`${password}!`) }
      })

      const made = yield* subscriptions.subscribe({ query: {}, payload: carol })
      assert.strictEqual(made.posture, "active")
      const one = { params: carol, query: {} }
      assert.strictEqual((yield* subscriptions.show(one)).subId, made.subId)
      assert.strictEqual((yield* subscriptions.pause(one)).posture, "paused")
      assert.strictEqual((yield* subscriptions.archive(one)).posture, "archived")
      assert.strictEqual((yield* subscriptions.pause(one)).posture, "paused")
      assert.strictEqual((yield* subscriptions.resume(one)).posture, "active")
      assert.strictEqual((yield* subscriptions.resetError(one)).posture, "active")
      const page = yield* subscriptions.list({ query: { sort: "status", order: "desc", status: [], limit: 10 } })
      assert.deepStrictEqual([page.total, page.counts.posture.active, page.items[0]?.username], [1, 1, "carol"])

      const address = "https://example.org/live/news.m3u8"
      const suggested = yield* subscriptions.suggest({ payload: { address } })
      assert.deepStrictEqual([suggested.driver, suggested.username, suggested.exists], ["hls", "news", false])
      const seen = yield* sources.probe({ payload: { address, login: "me:planted" } })
      assert.deepInclude(seen, { driver: "hls", username: "news", looked: false, variants: [], cause: null })
      const moved = yield* sources.setAddress({ params: carol, payload: { address } })
      assert.deepInclude(moved, { ...carol, address, kept: [] })
      yield* sources.setAddress({ params: carol, payload: { address: null } })

      const paused = yield* bulk.run({ payload: { action: "pause", items: [carol] } })
      assert.deepStrictEqual([paused.succeeded, paused.results[0]?.posture], [1, "paused"])
      const taken = yield* client.transfer.import({
        query: { dryRun: "0" },
        payload: { subscriptions: [{ driver: "hls", username: "dora" }] }
      })
      assert.strictEqual(taken.created, 1)
      const sent = yield* client.transfer.export({ query: { format: "json" } })
      assert.isTrue(typeof sent !== "string" && sent.subscriptions.length === 2)

      assert.strictEqual((yield* sources.list({ query: {} })).total, 2)
      const detail = yield* sources.show({ params: carol })
      assert.strictEqual(detail.subscribers[0]?.owner, "root")
      assert.isNotEmpty(detail.reasons)
      assert.isArray((yield* sources.events({ params: carol, query: {} })).events)
      assert.isArray((yield* sources.logs({ params: carol, query: {} })).logs)
      const { stretches, to } = yield* sources.coverage({ params: carol, query: {} })
      assert.strictEqual(stretches.at(-1)?.to, to)
      const overridden = yield* sources.setOverrides({ params: carol, ...tagged(2), payload: { resolution: "480" } })
      assert.strictEqual(overridden.effective.resolution, "480")
      assert.deepStrictEqual(yield* sources.overrides({ params: carol }), overridden)
      const idle = yield* Effect.flip(sources.restart({ params: carol }))
      assert.strictEqual(idle._tag, "NotRestartable")
      const dora = { driver: "hls", username: "dora" }
      yield* until(subscriptions.show({ params: dora, query: {} }), ({ status }) => status === "waiting")
      assert.strictEqual((yield* sources.restart({ params: dora })).restarting, 1)
      assert.isNumber((yield* sources.restartAll({ payload: { only: "all" } })).restarting)

      const { files } = yield* recordings.files({ params: carol, query: {} })
      assert.deepStrictEqual(
        files.map(({ name }) => name),
        [...names]
      )
      const file = { params: { ...carol, session, "*": names[0] } }
      const bytes = yield* Stream.mkUint8Array(yield* recordings.download({ ...file, query: {} }))
      assert.strictEqual(new TextDecoder().decode(bytes), "0123456789")
      const ofSession = { params: { ...carol, session } }
      assert.include(yield* recordings.playlist(ofSession), "#EXTM3U")
      assert.isUndefined(yield* recordings.strip(ofSession))
      assert.strictEqual((yield* Effect.flip(recordings.media({ params: carol, query: {} })))._tag, "Unusable")
      yield* recordings.remove(file)
      assert.strictEqual((yield* recordings.removeSession(ofSession)).removed, 1)

      const source = yield* Effect.flatMap(
        Sources.use((all) => all.find(carol)),
        Effect.fromOption
      )
      yield* Library.use((all) => all.put(source, [shelved], shelved.startedAt))
      const [listed] = (yield* library.list({ query: { sort: "largest", seen: "false" } })).recordings
      const entry = { params: { id: listed?.id ?? assert.fail("there is one") } }
      yield* library.see({ ...entry, payload: { position: 7, seen: true } })
      const { results } = yield* library.bulk({ payload: { ids: [entry.params.id], action: "keep" } })
      assert.strictEqual(results[0]?.outcome, "done")
      const whole = yield* library.show(entry)
      assert.deepStrictEqual([whole.position, whole.seen, whole.kept, whole.gaps.count], [7, true, true, 0])
      const { recordings: share, sources: shares } = yield* client.storage.show()
      assert.deepStrictEqual([share, shares.length], [{ bytes: 20, count: 1 }, 1])
      const { count } = yield* client.storage.preview({ query: { keepNewest: 1, keepDays: 1 } })
      assert.strictEqual(count, 0)
      assert.deepStrictEqual((yield* client.storage.rules()).own, [])
      assert.strictEqual((yield* client.storage.emptyTrash({ query: {} })).count, 0)
      const { own } = yield* subscriptions.rules({ params: carol, query: {} })
      const asking = { params: carol, query: {}, payload: own }
      assert.deepStrictEqual((yield* subscriptions.setRules(asking)).own, own)
      const { days } = yield* library.days({ query: { from: shelved.startedAt, to: shelved.startedAt } })
      assert.deepStrictEqual(days, [{ day: "2026-01-01", count: 1, seconds: 1, bytes: 20 }])

      const { exports } = client
      const none = { params: { id: ExportId.make(999) } }
      assert.strictEqual((yield* Effect.flip(exports.create({ payload: {} })))._tag, "Unusable")
      assert.deepStrictEqual((yield* exports.list()).exports, [])
      assert.strictEqual((yield* Effect.flip(exports.show(none)))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(exports.file(none)))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(exports.remove(none)))._tag, "NotFound")

      assert.strictEqual((yield* drivers.list()).items[0]?.name, "hls")
      const shown = yield* config.show()
      const dry = yield* config.save({
        ...tagged(shown.version),
        query: { dryRun: "1" },
        payload: { ...shown.settings, error_threshold: 7 }
      })
      assert.deepStrictEqual([dry.version, dry.foreseen?.stops, shown.foreseen], [shown.version, 0, null])
      const saved = yield* config.save({
        ...tagged(shown.version),
        query: {},
        payload: { ...shown.settings, error_threshold: 7 }
      })
      assert.strictEqual(saved.settings.error_threshold, 7)
      const stale = yield* Effect.flip(config.save({ ...tagged(shown.version), query: {}, payload: shown.settings }))
      assert.isTrue(stale._tag === "SettingsChanged" && stale.version === saved.version)
      const { items: versions } = yield* config.versions({ query: {} })
      assert.strictEqual(versions[0]?.version, saved.version)
      const version = { params: { version: saved.version } }
      assert.strictEqual((yield* config.version({ ...version, query: {} })).settings.error_threshold, 7)
      assert.strictEqual((yield* config.restore({ ...version, ...tagged(saved.version) })).settings.error_threshold, 7)

      const eve = yield* client.users.create({ payload: { username: "eve", password: Redacted.make(password) } })
      assert.strictEqual(eve.role, "user")
      assert.strictEqual((yield* client.users.list({ query: {} })).total, 2)
      const her = { params: { id: eve.id } }
      assert.deepStrictEqual(yield* client.users.show(her), eve)
      assert.strictEqual((yield* client.users.change({ ...her, payload: { role: "admin" } })).role, "admin")
      yield* client.users.remove(her)
      assert.strictEqual((yield* Effect.flip(client.users.show(her)))._tag, "NotFound")
      assert.strictEqual((yield* audit.list({ query: { q: "eve" } })).items[0]?.action, "user.delete")

      assert.isArray((yield* overseer.workers({ query: {} })).items)
      assert.isTrue((yield* overseer.diagnostics()).overseer.connected)

      yield* subscriptions.remove(one)
      yield* auth.logout()
      assert.strictEqual((yield* Effect.flip(me.profile()))._tag, "NotSignedIn")
      assert.deepStrictEqual(unasked(asked), [])
    })
  )
})
