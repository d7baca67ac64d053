import { Effect, FileSystem, Path, Redacted, Schema } from "effect"
import * as Known from "../environment/Known.ts"
import { reader, textOf } from "../environment/Variables.ts"
import { database, role } from "../local/postgres/Cluster.ts"
import * as EmbeddedPostgres from "../local/postgres/EmbeddedPostgres.ts"

/** There is no database to work on; the message says what to set. */
export class NoDatabase extends Schema.TaggedError<NoDatabase>()("NoDatabase", { message: Schema.String }) {}

/** The server that another process, the launcher, keeps on this folder: its address is beside its data. */
const running = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const kept = (name: string) => Effect.map(fs.readFileString(path.join(folder, name)), (text) => text.trim())
  const [password, port] = yield* Effect.all([kept("password"), kept("port")])
  return Redacted.make(`postgres://${role}:${password}@127.0.0.1:${port}/${database}`)
})

/**
 * The database of this installation: `DB_DSN`, or the embedded one below `DATA_DIR` (`./data` unless set), whose server is started
 * for as long as the scope lasts unless it runs already. `toRestore` makes an embedded one where there is none, and refuses one whose
 * server runs, because then a backend uses it.
 */
export const adminDatabase = Effect.fnUntraced(function* ({ toRestore = false } = {}) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { complaints, optional } = reader()
  const given = yield* optional(Known.dsn)
  const [complaint] = complaints
  if (complaint !== undefined) return yield* new NoDatabase({ message: complaint })
  if (given !== undefined) return Redacted.make(given)

  const dataDir = path.resolve((yield* textOf("DATA_DIR")) ?? "data")
  const folder = path.join(dataDir, "postgres")
  if (!toRestore && !(yield* Effect.orElseSucceed(fs.exists(path.join(folder, "cluster")), () => false))) {
    return yield* new NoDatabase({
      message: `There is no database in ${dataDir}: set DATA_DIR to the folder of the data, or DB_DSN to the address of the database.`
    })
  }
  return yield* EmbeddedPostgres.start({ dataDir: folder }).pipe(
    Effect.map(({ dsn }) => dsn),
    Effect.catchTag(
      "AlreadyClaimed",
      Effect.fnUntraced(function* () {
        if (!toRestore) return yield* running(folder)
        return yield* new NoDatabase({ message: `Sticky DVR runs on ${dataDir}: stop it first, then restore.` })
      })
    ),
    Effect.mapError((error) => new NoDatabase({ message: error.message }))
  )
})
