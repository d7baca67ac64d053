import { Context, Effect, Layer, Option, PubSub, Semaphore } from "effect"
import { Database, type Notice } from "../../../src/adapters/memory/Database.ts"
import * as SettingsAdapter from "../../../src/adapters/memory/SettingsStore.ts"
import * as SourcesAdapter from "../../../src/adapters/memory/Sources.ts"
import * as SubscriptionsAdapter from "../../../src/adapters/memory/Subscriptions.ts"
import * as UsersAdapter from "../../../src/adapters/memory/Users.ts"
import type { Settings } from "../../../src/domain/settings/Settings.ts"
import type { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import type { SourceId, UserId } from "../../../src/domain/values/Ids.ts"
import { SettingsStore } from "../../../src/ports/SettingsStore.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { Subscriptions } from "../../../src/ports/Subscriptions.ts"
import { Users } from "../../../src/ports/Users.ts"
import type { Plan } from "./Plan.ts"
import type { Process } from "./Runtime.ts"
import type { Store } from "./Store.ts"
import type { Timeline } from "./Timeline.ts"

const adapters = Layer.mergeAll(
  SettingsAdapter.layer,
  SourcesAdapter.layer,
  SubscriptionsAdapter.layer,
  UsersAdapter.layer
)

/** Those who use the product. What they ask for is stored at once, by whatever backend answers them. */
export const makePeople = (
  plan: Plan,
  timeline: Timeline,
  process: Process,
  store: Store,
  driverOf: (username: string) => string
) => {
  const database = Database.of({
    read: (view) => Effect.sync(() => view(store.tables())),
    write: (change) => Effect.sync(() => store.write(change)),
    atomically: () => Effect.die("nothing here needs a unit of storage"),
    changes: process.now(PubSub.unbounded<Notice>()),
    leadership: Semaphore.makeUnsafe(1),
    become: () => Effect.die("its condition is a fault's matter"),
    condition: Effect.succeed("up")
  })
  const services = process.now(
    Effect.scoped(Layer.build(adapters.pipe(Layer.provide(Layer.succeed(Database, database)))))
  )
  const settings = Context.get(services, SettingsStore)
  const sources = Context.get(services, Sources)
  const subscriptions = Context.get(services, Subscriptions)
  const users = Context.get(services, Users)
  const ids = new Map<string, UserId>()
  const resets = new Map<SourceId, number>()
  const restarts = new Map<SourceId, number>()
  const keyOf = (username: string) => ({ driver: driverOf(username), username })

  /** Everybody has an account; who lost it gets a new one. */
  const idOf = (user: string): UserId => {
    const known = ids.get(user)
    if (known !== undefined) return known
    const made = process.now(
      users.create({ username: user, passwordHash: "x", role: "user", at: timeline.wall() }).pipe(Effect.orDie)
    )
    ids.set(user, made.id)
    return made.id
  }

  const find = (username: string): SourceId | undefined =>
    Option.getOrUndefined(process.now(sources.find(keyOf(username))))

  const save = (change: Partial<Settings>): void => {
    const current = Option.getOrUndefined(process.now(settings.current))
    process.now(
      settings
        .save({
          expected: current?.version ?? 0,
          settings: { ...(current?.settings ?? plan.settings), ...change },
          userId: null,
          author: "somebody",
          at: timeline.wall()
        })
        .pipe(Effect.orDie)
    )
  }

  return {
    save,
    find,
    subscribe: (user: string, username: string): void =>
      void process.now(subscriptions.subscribe(idOf(user), keyOf(username), timeline.wall())),
    set: (user: string, username: string, to: Posture): void => {
      const found = Option.getOrUndefined(process.now(subscriptions.find(idOf(user), keyOf(username))))
      if (found === undefined) return
      process.now(subscriptions.setPostures([{ id: found.id, from: found.posture, to }], timeline.wall()))
    },
    unsubscribe: (user: string, username: string): void => {
      const found = Option.getOrUndefined(process.now(subscriptions.find(idOf(user), keyOf(username))))
      if (found !== undefined) process.now(subscriptions.remove([found.id]))
    },
    leave: (user: string): void => {
      process.now(users.remove(idOf(user)).pipe(Effect.orDie))
      ids.delete(user)
    },
    reset: (username: string): void => {
      const id = find(username)
      if (id === undefined) return
      resets.set(id, timeline.now())
      process.now(sources.reset(id, timeline.wall(), "somebody"))
    },
    restart: (usernames: ReadonlyArray<string>): void => {
      const known = usernames.flatMap((username) => find(username) ?? [])
      for (const id of known) restarts.set(id, timeline.now())
      process.now(sources.restart(known))
    },
    /** When somebody last asked for it, in time that nobody sets; before the beginning if nobody did. */
    resetAt: (id: SourceId): number => resets.get(id) ?? Number.NEGATIVE_INFINITY,
    restartAt: (id: SourceId): number => restarts.get(id) ?? Number.NEGATIVE_INFINITY
  }
}

export type People = ReturnType<typeof makePeople>
