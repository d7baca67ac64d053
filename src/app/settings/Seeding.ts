import { Effect, Option, Redacted, Result, Schema } from "effect"
import { Username } from "../../domain/accounts/Credentials.ts"
import { requireStrong } from "../../domain/accounts/PasswordStrength.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Passwords } from "../../ports/Passwords.ts"
import { SettingsStore } from "../../ports/SettingsStore.ts"
import { untilBack } from "../../ports/storeAway.ts"
import { Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { makePassword } from "../accounts/MadePassword.ts"
import { readSeed } from "./SeedDocument.ts"

/** The name under which the product does things by itself. */
const setup = "setup"

const author = { userId: null, name: setup, address: null }

/** Nobody is an admin, and the name for the first one belongs to somebody else. */
export class AdminNameTaken extends Schema.TaggedError<AdminNameTaken>()("AdminNameTaken", {
  username: Schema.String
}) {
  override get message() {
    return `ADMIN_USERNAME is '${this.username}', the name of a user who is no admin: choose another name for the first admin.`
  }
}

/**
 * Makes the first admin while there is none, with the given password or a new one, which is then given back to be shown once.
 * Of several backends that start at once, one makes it.
 */
export const firstAdmin = Effect.fn("Seeding.firstAdmin")(function* (name: string, given: Redacted.Redacted | null) {
  const users = yield* Users
  const passwords = yield* Passwords
  const auditing = yield* Auditing
  const { run } = yield* Atomically
  if ((yield* users.countAdmins) > 0) return Option.none<Redacted.Redacted>()
  if (given !== null) yield* requireStrong(Redacted.value(given), name)
  const password = given ?? (yield* makePassword)
  const passwordHash = yield* passwords.hash(password)
  const username = Username.make(name)
  // A store that did not answer may have kept it: no other has this hash.
  const isKept = Effect.map(
    users.credentials(username),
    Option.exists((found) => found.passwordHash === passwordHash)
  )
  const create = run(
    Effect.gen(function* () {
      if ((yield* users.countAdmins) > 0) return yield* isKept
      const at = yield* Time.now
      yield* users.create({ username, passwordHash, role: "admin", at })
      yield* auditing.recordOf(author, { action: "user.create", subject: username, detail: "the first admin" })
      return true
    })
  ).pipe(
    Effect.catchTag("UsernameTaken", () =>
      // Another backend that started at the same time was first, unless there still is no admin.
      Effect.flatMap(users.countAdmins, (admins) =>
        admins > 0 ? Effect.succeed(false) : Effect.fail(new AdminNameTaken({ username }))
      )
    )
  )
  const outcome = yield* untilBack(Effect.result(create), "the first admin can't be stored; trying again")
  const made = yield* Effect.fromResult(outcome)
  return made && given === null ? Option.some(password) : Option.none()
})

/**
 * Saves the settings of a seed while the store holds none; a seed that can't be used is refused as a whole. Later seeds are not
 * looked at. Whether settings were saved.
 */
export const firstSettings = Effect.fn("Seeding.firstSettings")(function* (seed: {
  readonly file: string
  readonly text: string
}) {
  const store = yield* SettingsStore
  const auditing = yield* Auditing
  const { run } = yield* Atomically
  if (Option.isSome(yield* store.current)) return false
  const settings = yield* readSeed(seed.file, seed.text)
  const at = yield* Time.now
  const save = Effect.andThen(
    store.save({ expected: 0, settings, userId: null, author: setup, at }),
    auditing.recordOf(author, { action: "settings.save", subject: "version 1", detail: "from CONFIG_SEED" })
  )
  // Another backend that started at the same time was first.
  return Result.isSuccess(yield* Effect.result(run(save)))
})
