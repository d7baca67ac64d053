import { Effect } from "effect"
import { places } from "../environment/Places.ts"
import { reader } from "../environment/Variables.ts"
import { NoDatabase } from "./AdminDatabase.ts"

/** The folder of the migrations: `MIGRATIONS_DIR`, or the one beside the program. */
export const migrationsFolder = Effect.gen(function* () {
  const variables = reader()
  const { beside } = yield* places(variables)
  const folder = yield* beside("MIGRATIONS_DIR", "migrations")
  if (folder !== undefined) return folder
  const [message = "MIGRATIONS_DIR is not set and there is no folder 'migrations' beside the program."] =
    variables.complaints
  return yield* new NoDatabase({ message })
})
