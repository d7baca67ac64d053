import { randomUUID } from "node:crypto"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, type Redacted } from "effect"
import * as Atomically from "./Atomically.ts"
import * as AuditLog from "./AuditLog.ts"
import * as Changes from "./Changes.ts"
import * as Client from "./Client.ts"
import * as Exports from "./Exports.ts"
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
import * as WorkerEvents from "./WorkerEvents.ts"

interface Options {
  readonly dsn: Redacted.Redacted<string>
  readonly poolSize: number
  readonly migrationsDir: string
}

const stores = (options: Options & { readonly backend: string }) =>
  Layer.mergeAll(
    Atomically.layer,
    AuditLog.layer,
    Changes.layer(options),
    Exports.layer,
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
    Layer.provide(Layer.provide(Layer.effectDiscard(migrate(options)), NodeServices.layer))
  )

/**
 * Every store port over one PostgreSQL database, brought to this version's state first. Takes up to `poolSize` connections, one
 * more to listen and one more to lead. Fails where it is away or can't be migrated.
 */
export const layer = (options: Options) =>
  Layer.unwrap(Effect.sync(() => stores({ ...options, backend: randomUUID() })))
