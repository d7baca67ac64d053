import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { defaultSettings } from "../../src/domain/settings/Settings.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import { Atomically } from "../../src/ports/Atomically.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sessions } from "../../src/ports/Sessions.ts"
import { SettingsStore } from "../../src/ports/SettingsStore.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { covers, type Ear, listen } from "./Ear.ts"
import { aKey, anEvent, aRun, aSource, at, aUser, fresh, noon, type World } from "./World.ts"

const write = (...entries: ReadonlyArray<JournalEntry>) => Journal.use((journal) => journal.write(entries))

/** Every kind of write, each done through any connection while `ear` hears of it. */
export const everyWriteIsTold = (ear: Ear) =>
  Effect.gen(function* () {
    const subscriptions = yield* Subscriptions
    const { id, key, subscription, user } = yield* aSource
    const ofSource = <A, E, R>(act: Effect.Effect<A, E, R>) => ear.hearing(covers("sources", id), act)
    const ofUser = <A, E, R>(act: Effect.Effect<A, E, R>) => ear.hearing(covers("users", user.id), act)

    const other = yield* aUser
    yield* ofSource(subscriptions.subscribe(other.id, key, noon))
    yield* ofSource(subscriptions.setPostures([{ id: subscription.id, from: "active", to: "paused" }], noon))
    yield* ofSource(subscriptions.subscribe(user.id, key, at(1)))
    yield* ofSource(subscriptions.grant([{ userId: user.id, key, posture: "archived" }], at(1)))
    yield* ofSource(subscriptions.remove([subscription.id]))
    yield* ofSource(subscriptions.subscribe(user.id, key, at(2)))

    const sources = yield* Sources
    yield* ofSource(sources.reset(id, at(1), "alice"))
    yield* ofSource(sources.restart([id], at(1)))
    yield* ofSource(sources.setOverrides(id, { resolution: "1080" }, 0))

    const journal = yield* Journal
    const run = yield* aRun(id)
    yield* ofSource(journal.begin([run]))
    yield* ofSource(journal.stopping([{ taskId: run.taskId, why: "unwanted" }], at(1)))
    yield* ofSource(write({ _tag: "event", event: anEvent(id, "errored", at(2)) }))
    yield* ofSource(write({ _tag: "recording started", taskId: run.taskId, sourceId: id, at: at(3) }))
    yield* ofSource(
      write({ _tag: "recording", taskId: run.taskId, sourceId: id, startedAt: at(3), endedAt: at(4), bytes: 1 })
    )
    yield* ofSource(write({ _tag: "run", run: end(run, "lost", at(5)) }))

    const users = yield* Users
    yield* ofUser(users.change(user.id, { role: "admin", at: at(1) }))
    yield* ofSource(
      ofUser(Effect.flatMap(fresh("renamed"), (username) => users.change(user.id, { username, at: noon })))
    )

    const sessions = yield* Sessions
    const signIn = Effect.flatMap(fresh("hash"), (tokenHash) =>
      sessions.create({
        userId: user.id,
        tokenHash,
        createdAt: noon,
        expiresAt: at(60),
        userAgent: null,
        address: null
      })
    )
    const session = yield* ofUser(signIn)
    const rotation = { from: session.tokenHash, to: yield* fresh("hash"), at: at(1), expiresAt: at(61) }
    yield* ofUser(sessions.rotate(session.id, rotation))
    yield* ofUser(sessions.remove(session.id))
    yield* signIn
    yield* ofUser(sessions.removeOfUser(user.id))
    yield* signIn
    yield* ofUser(sessions.removeExpired(at(100)))
    yield* ofSource(ofUser(users.remove(user.id)))

    const store = yield* SettingsStore
    const newest = yield* store.list({ before: null, limit: 1 })
    yield* ear.hearing(
      (change) => change._tag === "settings",
      store.save({
        expected: newest[0]?.version ?? 0,
        settings: defaultSettings,
        userId: null,
        author: "alice",
        at: noon
      })
    )
  })

/** What every `Changes` promises. */
export const changesContract = (name: string, world: World) =>
  layer(world, { excludeTestServices: true })(`Changes in ${name}`, (it) => {
    it.effect("every hearer begins with everything", () =>
      Effect.gen(function* () {
        for (let n = 0; n < 3; n++) {
          const ear = yield* listen
          assert.deepStrictEqual(ear.heard()[0], { _tag: "everything" })
        }
      })
    )

    it.effect("every kind of write is told", () => Effect.flatMap(listen, everyWriteIsTold))

    it.effect("all hearers are told", () =>
      Effect.gen(function* () {
        const ears = yield* Effect.replicateEffect(listen, 5)
        const { id } = yield* aSource
        const write = Sources.use((sources) => sources.restart([id], at(1)))
        yield* ears.reduce<Effect.Effect<unknown, never, Sources>>(
          (act, ear) => ear.hearing(covers("sources", id), act),
          write
        )
      })
    )

    it.effect("a unit of storage is told when it has ended, a refused one never", () =>
      Effect.gen(function* () {
        const [atomically, subscriptions] = [yield* Atomically, yield* Subscriptions]
        const [user, mark] = [yield* aUser, yield* aSource]
        const ear = yield* listen
        const subscribe = Effect.flatMap(aKey, (key) => subscriptions.subscribe(user.id, key, noon))
        const refused = yield* Effect.flip(
          atomically.run(Effect.flatMap(subscribe, ({ subscription }) => Effect.fail(subscription.sourceId)))
        )
        // What is told of a later write comes after what would have been told of the refused one.
        yield* ear.hearing(
          covers("sources", mark.id),
          Sources.use((sources) => sources.restart([mark.id], at(1)))
        )
        assert.isFalse(ear.heard().some(covers("sources", refused)))
        const kept = yield* atomically.run(subscribe)
        yield* ear.hearing(
          covers("sources", mark.id),
          Sources.use((sources) => sources.restart([mark.id], at(2)))
        )
        assert.isTrue(ear.heard().some(covers("sources", kept.subscription.sourceId)))
      })
    )

    it.effect("a write of thousands of rows is told, too", () =>
      Effect.gen(function* () {
        const subscriptions = yield* Subscriptions
        const ear = yield* listen
        const user = yield* aUser
        const mine = yield* Effect.forEach(
          Array.from({ length: 500 }),
          () => Effect.flatMap(aKey, (key) => subscriptions.subscribe(user.id, key, noon)),
          { concurrency: 10 }
        )
        const last = mine.at(-1)?.subscription.sourceId ?? assert.fail("nothing was subscribed to")
        yield* ear.hearing(
          covers("sources", last),
          subscriptions.setPostures(
            mine.map(({ subscription }) => ({ id: subscription.id, from: "active", to: "paused" })),
            noon
          )
        )
      })
    )
  })
