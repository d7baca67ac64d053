import { Effect, Layer } from "effect"
import { StoreHealth } from "../../ports/StoreHealth.ts"
import { Database } from "./Database.ts"

export const layer = Layer.effect(
  StoreHealth,
  Effect.map(Database, ({ condition }) => {
    const check = Effect.map(condition, (now) => now === "up")
    return StoreHealth.of({
      check,
      trouble: Effect.map(condition, (now) => (now === "up" ? null : `the store in memory is ${now}`)),
      version: Effect.map(check, (isUp) => (isUp ? "memory" : null))
    })
  })
)
