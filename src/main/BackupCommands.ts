import { createGunzip, createGzip } from "node:zlib"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Console, Effect, FileSystem, Stdio, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { refuse } from "../adapters/pg/backup/BackupRefused.ts"
import { restoreBackup } from "../adapters/pg/backup/restoreBackup.ts"
import { writeBackup } from "../adapters/pg/backup/writeBackup.ts"
import { asErrors } from "../adapters/pg/unreachable.ts"
import { adminDatabase } from "./AdminDatabase.ts"
import { migrationsFolder } from "./MigrationsFolder.ts"
import { version } from "./version.ts"

const sentences = asErrors((words) => refuse(`The database refuses (${words}); nothing was changed.`))

const file = Argument.String("file").pipe(Argument.withDescription("A file name, or - for standard output or input"))

const standard = "-"

/** Nothing is written over, and nothing is left of a backup that failed. It holds hashes of passwords: its file is for its owner alone. */
const intoFile = Effect.fnUntraced(function* <E, R>(name: string, bytes: Stream.Stream<Uint8Array, E, R>) {
  const fs = yield* FileSystem.FileSystem
  if (yield* fs.exists(name)) {
    return yield* refuse(`${name} is there already: name another file, backups are never written over.`)
  }
  yield* Stream.run(bytes, fs.sink(name, { flag: "wx", mode: 0o600 })).pipe(
    Effect.onError(() => Effect.ignore(fs.remove(name)))
  )
  yield* Console.log(`The database was written to ${name}. Recordings are files: copy their folder.`)
})

const intoOutput = Effect.fnUntraced(function* <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) {
  const stdio = yield* Stdio.Stdio
  yield* Stream.run(bytes, stdio.stdout({ endOnDone: false }))
})

export const backup = Command.make(
  "backup",
  { file },
  Effect.fn("admin.backup")(function* ({ file }) {
    const bytes = writeBackup({ dsn: yield* adminDatabase(), version }).pipe(
      Stream.map((line) => `${line}\n`),
      Stream.encodeText,
      NodeStream.pipeThroughDuplex({ evaluate: () => createGzip() })
    )
    yield* sentences(
      Effect.gen(function* () {
        if (file === standard) return yield* intoOutput(bytes)
        return yield* intoFile(file, bytes)
      })
    )
  }, Effect.scoped)
).pipe(Command.withDescription("Write all that the database holds into a file, while everything runs"))

export const restore = Command.make(
  "restore",
  {
    file,
    replace: Flag.Boolean("replace").pipe(
      Flag.withDescription("Throw away what the database holds"),
      Flag.withDefault(false)
    )
  },
  Effect.fn("admin.restore")(function* ({ file, replace }) {
    const fs = yield* FileSystem.FileSystem
    const bytes = file === standard ? (yield* Stdio.Stdio).stdin : fs.stream(file)
    const migrationsDir = yield* migrationsFolder
    const dsn = yield* adminDatabase({ toRestore: true })
    const lines = bytes.pipe(
      NodeStream.pipeThroughDuplex({
        evaluate: () => createGunzip(),
        onError: () => refuse(`${file} is damaged or no backup of Sticky DVR: name a file that 'backup' has written.`)
      }),
      Stream.decodeText,
      Stream.splitLines
    )
    const { made_at, rows, version: of } = yield* sentences(restoreBackup({ dsn, migrationsDir, replace }, lines))
    yield* Console.log(`Restored ${rows} rows of ${made_at}, written by Sticky DVR ${of}.`)
  }, Effect.scoped)
).pipe(Command.withDescription("Put a backup into an empty database, while nothing else uses it"))
