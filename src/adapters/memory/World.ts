import { Layer } from "effect"
import * as Atomically from "./Atomically.ts"
import * as AuditLog from "./AuditLog.ts"
import * as Changes from "./Changes.ts"
import * as Database from "./Database.ts"
import * as Exports from "./Exports.ts"
import * as Installation from "./Installation.ts"
import * as Journal from "./Journal.ts"
import * as Leadership from "./Leadership.ts"
import * as Library from "./Library.ts"
import * as Sessions from "./Sessions.ts"
import * as SettingsStore from "./SettingsStore.ts"
import * as Sources from "./Sources.ts"
import * as StoreHealth from "./StoreHealth.ts"
import * as Subscriptions from "./Subscriptions.ts"
import * as Users from "./Users.ts"
import * as WorkerEvents from "./WorkerEvents.ts"

/** Every store port of one backend, over the tables of the `Database` that it is given. */
export const backend = Layer.mergeAll(
  Atomically.layer,
  AuditLog.layer,
  Changes.layer,
  Exports.layer,
  Installation.layer,
  Journal.layer,
  Leadership.layer,
  Library.layer,
  Sessions.layer,
  SettingsStore.layer,
  Sources.layer,
  StoreHealth.layer,
  Subscriptions.layer,
  Users.layer,
  WorkerEvents.layer
)

/** The same over one world in memory, empty at first, and the `Database` beneath, by which tests play outages. */
export const layer = Layer.provideMerge(backend, Database.layer)
