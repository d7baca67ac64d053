import { Data, Effect, FileSystem, Option } from "effect"
import { Yaml } from "effect/encoding"

/** The channel list doesn't say where a source is. */
export class NoChannel extends Data.TaggedError("NoChannel")<{ readonly message: string }> {}

/**
 * The address of `source`, from YAML files of `name: url` lines; a later file wins, a missing one counts as empty.
 * Fails with a sentence that says which line to write where.
 */
export const find = Effect.fnUntraced(function* (source: string, files: ReadonlyArray<string>) {
  const lists = yield* Effect.forEach(files, read)
  const found = lists.findLast(({ channels }) => channels.has(source))?.channels.get(source)
  if (found === undefined) {
    const own = files.filter((_, i) => lists[i]?.isGenerated !== true)
    return yield* new NoChannel({ message: absence(source, own, own.length < files.length) })
  }
  const url = typeof found === "string" ? URL.parse(found) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return yield* new NoChannel({
      message: `channel "${source}" has no http or https address: write "${line(source)}"`
    })
  }
  return url.href
})

/** The address as it was told, if it is one of the web. */
export const webAddress = (url: string) =>
  /^https?:/i.test(url)
    ? Effect.succeed(url)
    : Effect.fail(new NoChannel({ message: `this recorder reaches http and https alone, not ${url.split(":", 1)[0]}` }))

const read = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(file).pipe(
    Effect.asSome,
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.succeedNone
    ),
    Effect.mapError(
      ({ reason }) => new NoChannel({ message: `the channel file ${file} can't be read: ${reason._tag}` })
    )
  )
  const isGenerated = Option.exists(text, (words) => words.startsWith("# Generated"))
  if (Option.isNone(text)) return { channels: new Map<string, unknown>(), isGenerated }
  const list = yield* Effect.try({
    try: () => Yaml.parse(withNames(text.value)) as unknown,
    catch: () => undefined
  }).pipe(Effect.orElseSucceed(() => "unreadable"))
  if (list === null || list === undefined) return { channels: new Map<string, unknown>(), isGenerated }
  if (typeof list === "object" && !Array.isArray(list))
    return { channels: new Map<string, unknown>(Object.entries(list)), isGenerated }
  return yield* new NoChannel({ message: `${file} is no list of channels: write lines like "${line("name")}"` })
})

/** Names at the beginning of lines, in quotation marks: else YAML takes some for numbers, or for nothing. */
const withNames = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/^([A-Za-z0-9_.~+-]+)(?=[ \t]*:(?:\s|$))/, '"$1"'))
    .join("\n")

const line = (source: string): string => `${source}: https://…/index.m3u8`

/** Where to write what is missing: into a file of one's own, and never into one that the next start makes anew. */
const absence = (source: string, files: ReadonlyArray<string>, hasGenerated: boolean): string =>
  files.length === 0
    ? hasGenerated
      ? `no channel named "${source}": name a YAML file of your own by CHANNELS, with a line "${line(source)}"`
      : `no channel named "${source}": STICKY_CHANNELS names no file; name a YAML file with a line "${line(source)}"`
    : `no channel named "${source}" in ${files.join(", ")}: add a line "${line(source)}"`
