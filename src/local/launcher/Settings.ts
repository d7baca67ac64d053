import { Effect, Option, Redacted, Schema } from "effect"
import { Password, Username } from "../../domain/accounts/Credentials.ts"
import { LaunchRefused, refuse } from "./LaunchRefused.ts"
import * as Places from "./Places.ts"
import * as Rules from "./Rules.ts"
import { raw, read } from "./Variable.ts"

/** What the environment says about the stack, checked. Folders and files are absolute and there. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly mediaRoot: string
  readonly dsn: Option.Option<Redacted.Redacted<string>>
  readonly jwtSecret: Option.Option<Redacted.Redacted<string>>
  readonly overseerUrl: Option.Option<string>
  readonly channels: Option.Option<string>
  readonly logFormat: Option.Option<string>
  /** What only the backend needs, by variable. */
  readonly forBackend: Readonly<Record<string, string>>
}

const isChannels = Schema.is(Schema.Record(Schema.String, Schema.String))

const channels = Effect.fnUntraced(function* (value: string) {
  const { document, file } = yield* Places.yaml("CHANNELS", value)
  const wrong = isChannels(document)
    ? Object.entries(document).find(([, url]) => !("value" in Rules.url("", "http:", "https:")(url)))?.[0]
    : ""
  if (wrong === undefined) return file
  return yield* refuse(
    `CHANNELS is '${file}', where ${wrong === "" ? "not every line is" : `'${wrong}' is not`} of the form 'name: http://address/of/a/playlist.m3u8': mend the file.`
  )
})

const seed = (value: string) => Effect.map(Places.yaml("CONFIG_SEED", value), ({ file }) => file)

const onSome = <A, B, E, R>(value: Option.Option<A>, f: (a: A) => Effect.Effect<B, E, R>) =>
  Effect.transposeOption(Option.map(value, f))

const service = (name: string, port: number) =>
  read(name, Rules.url(`ws://127.0.0.1:${port}/ws`, "ws:", "wss:", "http:", "https:"))

/** Reads and checks every variable; fails with a sentence for each that is wrong. */
export const fromEnvironment = Effect.gen(function* () {
  const complaints: Array<string> = []
  const checked = <A, R>(effect: Effect.Effect<A, LaunchRefused, R>) =>
    Effect.catch(effect, (error) => {
      complaints.push(...error.sentences)
      return Effect.undefined
    })
  const text = (name: string) => Effect.map(raw(name), Option.getOrUndefined)
  const found = <A, R>(effect: Effect.Effect<Option.Option<A>, LaunchRefused, R>) =>
    Effect.map(checked(effect), (option) => option ?? Option.none<A>())

  const port = yield* found(read("PORT", Rules.port))
  const dataDir = yield* checked(Places.folder("DATA_DIR", (yield* text("DATA_DIR")) ?? "data"))
  const media = (yield* text("MEDIA_ROOT")) ?? (dataDir === undefined ? undefined : `${dataDir}/recordings`)
  const mediaRoot = media === undefined ? undefined : yield* checked(Places.folder("MEDIA_ROOT", media))
  const secret = Rules.atLeast(32, "use a longer one, or unset it to have one made")
  const settings = {
    host: (yield* text("HOST")) ?? "127.0.0.1",
    port: Option.getOrElse(port, () => 8080),
    dsn: yield* found(
      read("DB_DSN", Rules.url("postgres://user:password@host:5432/database", "postgres:", "postgresql:"), true)
    ),
    jwtSecret: yield* found(read("JWT_SECRET", secret, true)),
    overseerUrl: yield* found(read("OVERSEER_URL", Rules.url("ws://127.0.0.1:9090/ws", "ws:", "wss:"))),
    channels: yield* found(Effect.flatMap(raw("CHANNELS"), (value) => onSome(value, channels))),
    logFormat: yield* found(read("LOG_FORMAT", Rules.oneOf("pretty", "logfmt", "json")))
  }
  const forBackend = {
    ADMIN_USERNAME: yield* found(read("ADMIN_USERNAME", Rules.accepted(Username))),
    ADMIN_PASSWORD: yield* found(read("ADMIN_PASSWORD", Rules.accepted(Password), true)),
    CONVERTER_URL: yield* found(service("CONVERTER_URL", 8081)),
    THUMBNAILER_URL: yield* found(service("THUMBNAILER_URL", 8082)),
    CONFIG_SEED: yield* found(Effect.flatMap(raw("CONFIG_SEED"), (value) => onSome(value, seed)))
  }
  if (dataDir === undefined || mediaRoot === undefined || complaints.length > 0) {
    return yield* new LaunchRefused({ sentences: complaints })
  }
  const set = Object.entries(forBackend).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value]] : []))
  const complete: Settings = {
    ...settings,
    dataDir,
    mediaRoot,
    dsn: Option.map(settings.dsn, (text) => Redacted.make(text)),
    jwtSecret: Option.map(settings.jwtSecret, (text) => Redacted.make(text)),
    forBackend: Object.fromEntries(set)
  }
  return complete
})
