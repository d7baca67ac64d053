import * as Bcrypt from "@node-rs/bcrypt"
import { Effect, Layer, Redacted } from "effect"
import { Passwords } from "../../ports/Passwords.ts"

/** The salt and digest of no known password. */
const nobodys = "wVnq4MGqkmWSeBPUXz0QUOrpVgrOgP3VhBGCWlEBBQIQIVSWh7kqW"

/** Whether bcrypt reads all of it: it stops at 72 bytes, and a NUL lets different texts have one hash. */
const isReadable = (password: string) => new TextEncoder().encode(password).length <= 72 && !password.includes("\0")

/**
 * Passwords hashed by bcrypt, off the main thread. Each step of `cost` (4 to 31) doubles the work; 12 takes about a quarter of a
 * second. A password that bcrypt would read only in part matches nothing, after the same work.
 */
export const layer = (cost = 12) => {
  const decoy = `$2b$${String(cost).padStart(2, "0")}$${nobodys}`
  return Layer.succeed(Passwords, {
    hash: (password) =>
      Effect.promise(() => Bcrypt.hash(Redacted.value(password), { cost, rejectLongPasswords: true })),
    matches: (password, hash) => {
      const text = Redacted.value(password)
      return Effect.promise(() => Bcrypt.verify(text, isReadable(text) ? hash : decoy))
    },
    decoy
  })
}
