import { Effect, FileSystem, Result, Schema } from "effect"
import { Yaml } from "effect/encoding"
import { explain } from "../wire/explain.ts"
import { Document } from "./ConfigDocument.ts"
import { compile } from "./compile.ts"
import type { OverseerConfig } from "./OverseerConfig.ts"

/** A configuration that cannot be used; the message names the file, the key and what is wrong. */
export class BadConfig extends Schema.TaggedError<BadConfig>()("BadConfig", { message: Schema.String }) {}

const decode = Schema.decodeUnknownResult(Document)

/** Makes a configuration of YAML text; `name` is what the text is called in messages. */
export const parse = (text: string, name: string): Result.Result<OverseerConfig, BadConfig> =>
  Result.gen(function* () {
    const value = yield* Result.try({
      try: (): unknown => Yaml.parse(text),
      catch: (error) =>
        new BadConfig({ message: `${name} is not YAML: ${error instanceof Error ? error.message : String(error)}` })
    })
    const document = yield* Result.mapError(decode(value ?? {}), (error) => {
      const { path, sentence } = explain(error)
      return new BadConfig({ message: `${name}: ${path === "" ? "" : `${path}: `}${sentence}` })
    })
    return yield* Result.mapError(
      compile(document),
      ({ path, sentence }) => new BadConfig({ message: `${name}: ${path}: ${sentence}` })
    )
  })

/** Reads a configuration file. One that does not exist is the same as an empty one. */
export const read = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const text = yield* files.readFileString(path).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed("")),
    Effect.mapError((error) => new BadConfig({ message: `${path} cannot be read: ${error.message}` }))
  )
  return yield* Effect.fromResult(parse(text, path))
})
