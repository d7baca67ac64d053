import { Effect, Layer, type Redacted } from "effect"
import { patiently } from "../../../src/adapters/pg/patiently.ts"
import * as Pg from "../../../src/adapters/pg/Store.ts"
import * as TestPostgres from "../../TestPostgres.ts"

/** A store on an existing database. */
export const on = (dsn: Redacted.Redacted<string>, poolSize = 10) =>
  patiently(Pg.layer({ dsn, poolSize, migrationsDir: "migrations" }), () => Layer.empty)

/** A store on a database of its own, which goes with it. */
export const layer = Layer.unwrap(Effect.map(TestPostgres.database, (dsn) => on(dsn)))
