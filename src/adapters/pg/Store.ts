import { randomUUID } from "node:crypto"
import { NodeServices } from "@effect/platform-node"
import { Cause, Duration, Effect, Layer, type Redacted, Schedule } from "effect"
import * as Atomically from "./Atomically.ts"
import * as AuditLog from "./AuditLog.ts"
import * as Changes from "./Changes.ts"
import * as Client from "./Client.ts"
import * as Installation from "./Installation.ts"
import * as Journal from "./Journal.ts"
import * as Leadership from "./Leadership.ts"
import * as Library from "./Library.ts"
import { migrate } from "./Migrations.ts"
import * as Sessions from "./Sessions.ts"
import * as SettingsStore from "./SettingsStore.ts"
import * as Sources from "./Sources.ts"
import * as StoreHealth from "./StoreHealth.ts"
import * as Subscriptions from "./Subscriptions.ts"
import * as Users from "./Users.ts"
import { wordsOfCause } from "./unreachable.ts"
import * as WorkerEvents from "./WorkerEvents.ts"

interface Options {
  readonly dsn: Redacted.Redacted<string>
  readonly poolSize: number
  readonly migrationsDir: string
  /** What goes on while a database that is away at the start is waited for; null where it is not waited for. */
  readonly meanwhile: Layer.Layer<never, unknown> | null
}

/** A quarter of a second, then longer and longer, ten seconds at most. */
const patiently = Schedule.exponential("250 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(10))))
)

/** From this moment of waiting on, somebody may want to know. */
const hardly = "1 second"

/** Migrates as soon as the database lets it, however long that takes, and tells why it does not yet; something else goes on `meanwhile`. */
const migrated = (options: Options, meanwhile: Layer.Layer<never, unknown>) =>
  migrate(options).pipe(
    Effect.tapErrorTag("StoreUnavailable", (away) =>
      Effect.logWarning(`the database can't be used yet, trying again: ${wordsOfCause(Cause.die(away))}`)
    ),
    Effect.retry({ while: ({ _tag }) => _tag === "StoreUnavailable", schedule: patiently }),
    Effect.raceFirst(
      Layer.launch(meanwhile).pipe(
        Effect.delay(hardly),
        Effect.catchCause((cause) => Effect.logWarning("nothing goes on while the database is waited for", cause)),
        Effect.andThen(Effect.never)
      )
    )
  )

const stores = (options: Options & { readonly backend: string }) =>
  Layer.mergeAll(
    Atomically.layer,
    AuditLog.layer,
    Changes.layer(options),
    Installation.layer,
    Journal.layer,
    Leadership.layer(options.dsn),
    Library.layer,
    Sessions.layer,
    SettingsStore.layer,
    Sources.layer,
    StoreHealth.layer,
    Subscriptions.layer,
    Users.layer,
    WorkerEvents.layer
  ).pipe(
    Layer.provide(Layer.orDie(Client.layer(options))),
    Layer.provide(
      Layer.provide(
        Layer.effectDiscard(options.meanwhile === null ? migrate(options) : migrated(options, options.meanwhile)),
        NodeServices.layer
      )
    )
  )

/**
 * Every store port over one PostgreSQL database, brought to this version's state first. Takes up to `poolSize` connections, one
 * more to listen and one more to lead. One that is away is waited for where something is to go on `meanwhile`;
 * otherwise, and where it can't be migrated, the start fails.
 */
export const layer = (options: Options) =>
  Layer.unwrap(Effect.sync(() => stores({ ...options, backend: randomUUID() })))
