import { Cause, Console, Effect, Layer, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Bcrypt from "../adapters/crypto/Bcrypt.ts"
import * as Store from "../adapters/pg/Store.ts"
import * as Auditing from "../app/accounts/Auditing.ts"
import { createUser, resetPassword, unlockUser } from "../app/accounts/Rescue.ts"
import { TypedUsername } from "../domain/accounts/Credentials.ts"
import { Role } from "../domain/accounts/User.ts"
import { rfc3339 } from "../domain/values/Time.ts"
import { unavailable } from "../ports/storeAway.ts"
import { Users } from "../ports/Users.ts"
import { adminDatabase } from "./AdminDatabase.ts"
import { askPassword } from "./AskPassword.ts"
import { backup, restore } from "./BackupCommands.ts"
import { migrationsFolder } from "./MigrationsFolder.ts"
import { rescanCommand } from "./RescanCommand.ts"
import { version } from "./version.ts"

/** The store of this installation, as long as a command runs. */
const store = Layer.unwrap(
  Effect.gen(function* () {
    const migrationsDir = yield* migrationsFolder
    return Store.layer({ dsn: yield* adminDatabase(), poolSize: 2, migrationsDir })
  })
)

const world = Auditing.layer.pipe(Layer.provideMerge(store), Layer.merge(Bcrypt.layer()))

const name = Argument.String("name").pipe(
  Argument.withDescription("The name to sign in with"),
  Argument.withSchema(TypedUsername)
)

const generate = Flag.Boolean("generate").pipe(
  Flag.withDescription("Make a password and print it, instead of asking for one"),
  Flag.withDefault(false)
)

const create = Command.make(
  "create",
  {
    name,
    generate,
    role: Flag.Literals("role", Role.literals).pipe(Flag.withDescription("admin or user"), Flag.withDefault("admin"))
  },
  Effect.fn("admin.create")(function* ({ generate, name, role }) {
    const { password, show } = yield* askPassword(name, generate)
    yield* Effect.provide(createUser(name, password, role), world)
    yield* Console.log(`The user ${name} was made, with the role ${role}.`)
    yield* show
  })
).pipe(Command.withDescription("Make a user"))

const reset = Command.make(
  "reset-password",
  { name, generate },
  Effect.fn("admin.reset-password")(function* ({ generate, name }) {
    const { password, show } = yield* askPassword(name, generate)
    const ended = yield* Effect.provide(resetPassword(name, password), world)
    yield* Console.log(`The password of ${name} was changed and ${ended} of their sessions ended.`)
    yield* show
  })
).pipe(Command.withDescription("Give a user a new password and end their sessions"))

const unlock = Command.make(
  "unlock",
  { name },
  Effect.fn("admin.unlock")(function* ({ name }) {
    yield* Effect.provide(unlockUser(name), world)
    yield* Console.log(`Failed attempts to sign in as ${name} count anew, from every network.`)
  })
).pipe(Command.withDescription("Let a user sign in at once whose name others guess passwords for"))

const list = Command.make(
  "list",
  {},
  Effect.fn("admin.list")(function* () {
    const [users, clashes] = yield* Effect.provide(
      Users.use((all) => Effect.all([all.list, all.settleNames])),
      world
    )
    const width = Math.max(4, ...users.map(({ username }) => username.length))
    yield* Console.log(`${"name".padEnd(width)}  role   since`)
    for (const { createdAt, role, username } of users) {
      yield* Console.log(`${username.padEnd(width)}  ${role.padEnd(5)}  ${rfc3339(createdAt)}`)
    }
    for (const { holder, username } of clashes) {
      yield* Console.log(`'${username}' signs in by exactly this spelling; any other means '${holder}'.`)
    }
  })
).pipe(Command.withDescription("Show all users"))

const admin = Command.make("sticky-dvr admin").pipe(
  Command.withDescription(
    "Accounts, for an operator who is locked out, backups, and the library made anew from the disk. Works on DB_DSN, or on the embedded data in DATA_DIR (./data)."
  ),
  Command.withSubcommands([create, reset, unlock, list, backup, restore, rescanCommand(store)])
)

/** Runs the command line with these arguments. */
export const runAdmin = Command.runWith(admin, { version })

/** What to tell people of a failure, in a sentence. */
export const sentenceOf = (cause: Cause.Cause<unknown>): string => {
  if (unavailable(cause) !== undefined) return "The database can't be reached: is it running, and is DB_DSN right?"
  const failure = Cause.squash(cause)
  return Schema.is(Schema.Struct({ message: Schema.NonEmptyString }))(failure) ? failure.message : String(failure)
}
