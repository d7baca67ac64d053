import { Effect, Layer } from "effect"
import { Atomically } from "../../ports/Atomically.ts"
import { Database } from "./Database.ts"

export const layer = Layer.effect(
  Atomically,
  Effect.map(Database, (database) => Atomically.of({ run: database.atomically }))
)
