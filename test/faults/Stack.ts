import { Clock, Context, Effect, Exit, Layer, Option, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Database } from "../../src/adapters/memory/Database.ts"
import * as Memory from "../../src/adapters/memory/World.ts"
import * as Lists from "../../src/app/lists/Overview.ts"
import { Overview } from "../../src/app/lists/Overview.ts"
import type { SubscriptionView } from "../../src/app/lists/Views.ts"
import type { MissingFiles } from "../../src/app/recordings/MissingFiles.ts"
import type { CurrentSettings } from "../../src/app/supervision/live/CurrentSettings.ts"
import type { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import type { SourceLog } from "../../src/app/supervision/overseer/SourceLog.ts"
import * as Supervision from "../../src/app/supervision/Supervision.ts"
import type { Held } from "../../src/domain/recordings/Held.ts"
import type { Settings } from "../../src/domain/settings/Settings.ts"
import { defaultSettings } from "../../src/domain/settings/Settings.ts"
import type { Posture } from "../../src/domain/subscriptions/Posture.ts"
import type { StorageProbe } from "../../src/domain/supervision/StorageGate.ts"
import type { SourceId, UserId } from "../../src/domain/values/Ids.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { type MediaFile, MediaFiles, NoSuchFile } from "../../src/ports/MediaFiles.ts"
import { Overseer } from "../../src/ports/Overseer.ts"
import { PlaybackIndex } from "../../src/ports/PlaybackIndex.ts"
import { SettingsStore } from "../../src/ports/SettingsStore.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import * as Scripted from "../adapters/overseer/Scripted.ts"

/** The disk that recordings go to, as a test sets it. */
const wellDisk: StorageProbe = {
  free: 1e12,
  size: 2e12,
  hasInodes: true,
  device: "share",
  marked: true,
  fault: null
}
export const disk: { -readonly [K in keyof StorageProbe]: StorageProbe[K] } = { ...wellDisk }

/** The files of every source, as a test lays them there. */
export const recorded: Array<MediaFile> = []

/** For how many milliseconds the disk looks for them. */
export const listing = { takes: 0 }

/** Whether there is a folder for them. */
export const hasFolder = { value: true }

/** What they hold, by path. */
export const contents = new Map<string, Held>()

const media = Layer.succeed(
  MediaFiles,
  MediaFiles.of({
    root: "/recordings",
    list: () =>
      Effect.delay(
        Effect.sync(() => ({ files: [...recorded], complete: true })),
        listing.takes
      ),
    has: () => Effect.sync(() => hasFolder.value),
    sessions: () => Effect.die("unused"),
    sources: Effect.die("unused"),
    open: (_, path) => {
      const file = recorded.find((one) => one.path === path)
      return file === undefined
        ? Effect.fail(new NoSuchFile({ path }))
        : Effect.succeed({ file, path, read: () => Stream.die("unused") })
    },
    measure: () => Effect.succeed({ file: 0, recording: 0, session: 0 }),
    remove: () => Effect.die("unused"),
    probe: (writing) => Effect.sync(() => ({ ...disk, fault: writing || disk.fault === "mute" ? disk.fault : null })),
    mark: Effect.sync(() => {
      disk.marked = true
      return true
    })
  })
)

const index = Layer.mock(PlaybackIndex)({ contents: () => Effect.sync(() => new Map(contents)) })

const viewIn = (overview: Overview["Service"], userId: UserId, username: string): Effect.Effect<SubscriptionView> =>
  Effect.flatMap(overview.subscription(userId, { driver: "hls", username }), (found) =>
    Effect.orDie(Effect.fromOption(found))
  )

/**
 * The whole of supervision over a store in memory and a scripted overseer, under the test clock. The backend can be killed and
 * started again while store and overseer go on.
 */
export const stack = Effect.fnUntraced(function* (options: Scripted.Options = {}, settings: Partial<Settings> = {}) {
  Object.assign(disk, wellDisk)
  recorded.length = 0
  contents.clear()
  hasFolder.value = true
  listing.takes = 0
  const outside = yield* Layer.build(Layer.mergeAll(Memory.layer, media, index))
  const overseer = yield* Layer.build(Scripted.layer(options))
  const world = Context.merge(outside, overseer)
  const of = <I, S>(key: Context.Key<I, S>) => Context.getUnsafe(world, key) as S
  const scripted = of(Scripted.ScriptedOverseer)
  const [users, subscriptions, sources, events, journal, settingsStore] = [
    of(Users),
    of(Subscriptions),
    of(Sources),
    of(WorkerEvents),
    of(Journal),
    of(SettingsStore)
  ] as const
  const now = Effect.map(Clock.currentTimeMillis, (at) => at as Instant)

  yield* TestClock.setTime(Date.UTC(2026, 0, 1))
  const save = Effect.fnUntraced(function* (change: Partial<Settings>) {
    const current = yield* settingsStore.current
    yield* settingsStore.save({
      expected: Option.match(current, { onNone: () => 0, onSome: ({ version }) => version }),
      settings: {
        ...Option.match(current, { onNone: () => defaultSettings, onSome: (one) => one.settings }),
        ...change
      },
      userId: null,
      author: "test",
      at: yield* now
    })
  })
  yield* save(settings)

  let backend:
    | {
        readonly scope: Scope.Closeable
        readonly services: Context.Context<Overview | CurrentSettings | LiveState | MissingFiles | SourceLog>
      }
    | undefined

  const boot = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const built = yield* Layer.buildWithScope(
      Layer.fresh(Layer.provideMerge(Lists.layer, Supervision.layer)),
      scope
    ).pipe(Effect.provideContext(world))
    backend = { scope, services: built }
  })

  /** Starts another backend on the same store and overseer, and answers how it is ended and its lists. */
  const join = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const store = yield* Layer.buildWithScope(
      Layer.fresh(Memory.backend).pipe(Layer.provide(Layer.succeed(Database, { ...of(Database) }))),
      scope
    )
    const overseer = Layer.effect(Overseer, scripted.beside)
    const built = yield* Layer.buildWithScope(
      Layer.fresh(Layer.provideMerge(Lists.layer, Supervision.layer)).pipe(
        Layer.provide([Layer.succeedContext(store), overseer, media, index])
      ),
      scope
    )
    const overview = Context.get(built, Overview)
    return {
      overview,
      services: built,
      store,
      view: (userId: UserId, username: string) => viewIn(overview, userId, username),
      kill: Scope.close(scope, Exit.die("killed"))
    }
  })

  /** Ends the backend as SIGKILL would: nothing is said to anybody. */
  const kill = Effect.suspend(() => {
    const gone = backend
    backend = undefined
    return gone === undefined
      ? Effect.void
      : Effect.andThen(Scope.close(gone.scope, Exit.die("killed")), scripted.newClient)
  })

  /** Ends the backend in order, as SIGTERM does. */
  const end = Effect.suspend(() => {
    const gone = backend
    backend = undefined
    return gone === undefined ? Effect.void : Effect.andThen(Scope.close(gone.scope, Exit.void), scripted.newClient)
  })

  const services = Effect.suspend(() =>
    backend === undefined ? Effect.die("no backend") : Effect.succeed(Context.merge(world, backend.services))
  )
  const overview = Effect.map(services, (all) => Context.get(all, Overview))

  const user = (username: string) =>
    Effect.flatMap(now, (at) => Effect.orDie(users.create({ username, passwordHash: "x", role: "user", at })))

  const subscribe = Effect.fnUntraced(function* (userId: UserId, username: string) {
    const { subscription } = yield* subscriptions.subscribe(userId, { driver: "hls", username }, yield* now)
    return subscription
  })

  const set = Effect.fnUntraced(function* (userId: UserId, username: string, to: Posture) {
    const found = yield* subscriptions.find(userId, { driver: "hls", username })
    const { id, posture } = yield* Effect.orDie(Effect.fromOption(found))
    yield* subscriptions.setPostures([{ id, from: posture, to }], yield* now)
  })

  const view = (userId: UserId, username: string): Effect.Effect<SubscriptionView> =>
    Effect.flatMap(overview, (one) => viewIn(one, userId, username))

  const told = (id: SourceId) =>
    Effect.map(events.ofSource(id, { after: null, limit: 500 }), (all) => all.map(({ type }) => type))

  yield* boot
  return {
    scripted,
    users,
    subscriptions,
    sources,
    events,
    journal,
    save,
    boot,
    join,
    kill,
    end,
    user,
    subscribe,
    set,
    view,
    told,
    now,
    overview,
    /** Everything that the backend which runs now is made of. */
    services,
    database: of(Database),
    /** Lets time pass in small steps, so that what follows from one thing follows before the next. */
    pass: (seconds: number) =>
      Effect.forEach(Array.from({ length: Math.ceil(seconds * 4) }), () => TestClock.adjust("250 millis"), {
        discard: true
      })
  }
})
