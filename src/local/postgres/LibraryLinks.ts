import { Effect, FileSystem, Option, Path, Schema } from "effect"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"

const Links = Schema.fromJsonString(Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String })))

/**
 * Makes the links between shared libraries that npm packages can't carry: `pg-symlinks.json` in the package's `native`
 * folder lists them, relative to the package. Its install script would do the same, but install scripts are often off.
 * A link that is already right is left alone, so a read-only installation is fine once it has them; a link is put in place
 * by a rename, so that two processes may do this at once.
 */
export const ensure = Effect.fn("LibraryLinks.ensure")(
  function* (packageFolder: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const list = yield* Effect.option(fs.readFileString(path.join(packageFolder, "native", "pg-symlinks.json")))
    if (Option.isNone(list)) return
    for (const { source, target } of yield* Schema.decodeEffect(Links)(list.value)) {
      const place = path.join(packageFolder, target)
      const wanted = path.relative(path.dirname(target), source)
      const found = yield* Effect.option(fs.readLink(place))
      if (Option.contains(found, wanted)) continue
      const aside = yield* fs.makeTempDirectoryScoped({ directory: path.dirname(place), prefix: ".link-" })
      yield* fs.symlink(wanted, path.join(aside, "link"))
      yield* fs.rename(path.join(aside, "link"), place)
    }
  },
  (effect, packageFolder) =>
    Effect.mapError(
      Effect.scoped(effect),
      (cause) =>
        new PostgresUnavailable({
          message: `The PostgreSQL server in ${packageFolder} lacks its library links and they can't be made there (${cause.message}): run 'npm rebuild' with write access, or set DB_DSN to a server of your own.`
        })
    )
)
