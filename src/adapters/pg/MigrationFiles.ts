import { createHash } from "node:crypto"
import { Data, Effect, FileSystem, Path } from "effect"
import { type SqlStatement, splitSql } from "./splitSql.ts"

/** The database can't be brought to this version's state. Nothing is half done; `reason` is one sentence for the operator. */
export class MigrationFailed extends Data.TaggedError("MigrationFailed")<{ readonly reason: string }> {
  override get message() {
    return this.reason
  }
}

export interface MigrationFile {
  readonly number: number
  /** The file's name, `NNNN_name.sql`. */
  readonly file: string
  readonly checksum: string
  readonly statements: ReadonlyArray<SqlStatement>
}

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/

const fail = (reason: string) => new MigrationFailed({ reason })

const ownTransaction = /^(begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction)\b/i

const read = Effect.fnUntraced(function* (directory: string, file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const number = Number(fileName.exec(file)?.[1])
  if (!(number > 0)) {
    return yield* fail(`The migration ${file} is not named like 0001_name.sql, with lower case letters, digits and _.`)
  }
  const text = yield* Effect.mapError(fs.readFileString(path.join(directory, file)), (error) =>
    fail(`The migration ${file} can't be read: ${error.message}`)
  )
  const sql = text.replaceAll("\r\n", "\n")
  const statements = splitSql(sql)
  const misplaced = statements.find((statement) => ownTransaction.test(statement.text))
  if (misplaced !== undefined) {
    return yield* fail(
      `The migration ${file} has a ${misplaced.text.split(/\s/)[0]} in line ${misplaced.line}: take it out, each file is one transaction.`
    )
  }
  const checksum = createHash("sha256").update(sql).digest("hex")
  return { number, file, checksum, statements } satisfies MigrationFile
})

/** The migrations of a folder by their numbers; files that don't end in `.sql` are passed over. */
export const load = Effect.fn("MigrationFiles.load")(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.mapError(fs.readDirectory(directory), (error) =>
    fail(`The migrations' folder ${directory} can't be read: ${error.message}`)
  )
  const files = yield* Effect.forEach(names.filter((name) => name.endsWith(".sql")).sort(), (name) =>
    read(directory, name)
  )
  if (files.length === 0) return yield* fail(`There are no migrations in ${directory}.`)
  for (const [index, { file, number }] of files.entries()) {
    const before = files[index - 1]
    if (before?.number === number) {
      return yield* fail(`The migrations ${before.file} and ${file} have the same number: give one of them another.`)
    }
  }
  return files
})
