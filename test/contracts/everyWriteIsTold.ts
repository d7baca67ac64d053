import { Effect } from "effect"
import { defaultSettings } from "../../src/domain/settings/Settings.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sessions } from "../../src/ports/Sessions.ts"
import { SettingsStore } from "../../src/ports/SettingsStore.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { covers, type Ear } from "./Ear.ts"
import { aKey, anEvent, aRun, aSource, at, aUser, fresh, noon } from "./World.ts"

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
    yield* ofSource(sources.restart([id]))
    yield* ofSource(sources.setOverrides(id, { resolution: "1080" }, 0))
    yield* ofSource(sources.setAddress(id, { url: "https://example.org/a", from: "admin" }, {}, 1))

    const named = yield* aKey
    yield* ear.hearing(({ _tag }) => _tag === "sources", sources.ensure([named], noon))

    const journal = yield* Journal
    const run = yield* aRun(id)
    yield* ofSource(journal.begin([run]))
    yield* ofSource(journal.stopping([{ taskId: run.taskId, why: "unwanted" }], at(1)))
    yield* ofSource(write({ _tag: "event", event: anEvent(id, "errored", at(2)) }))
    yield* ofSource(
      write({ _tag: "recording started", taskId: run.taskId, sourceId: id, at: at(3), sessionSince: null })
    )
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
