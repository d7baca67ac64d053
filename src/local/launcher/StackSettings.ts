import { Effect, Redacted } from "effect"
import * as Known from "../../environment/Known.ts"
import { places } from "../../environment/Places.ts"
import { reader, textOf } from "../../environment/Variables.ts"
import { LaunchRefused } from "./LaunchRefused.ts"

/** What the environment says about the stack, checked. Folders and files are absolute and there. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly mediaRoot: string
  /** Undefined: a database server of its own. */
  readonly dsn: Redacted.Redacted | undefined
  /** Undefined: one is made and kept. */
  readonly jwtSecret: Redacted.Redacted | undefined
  /** Undefined: an overseer of its own. */
  readonly overseerUrl: string | undefined
  /** Undefined: a thumbnailer of its own. */
  readonly thumbnailerUrl: string | undefined
  /** A file of channels. */
  readonly channels: string | undefined
  /** A file of further actions for the overseer of its own. */
  readonly actions: string | undefined
  readonly logFormat: string | undefined
  /** What only the backend needs, by variable. */
  readonly forBackend: Readonly<Record<string, string>>
}

const redacted = (text: string | undefined) => (text === undefined ? undefined : Redacted.make(text))

/** Reads and checks every variable; fails with a sentence for each that is wrong. */
export const fromEnvironment = Effect.gen(function* () {
  const variables = reader()
  const { complaints, optional } = variables
  const { file, ownFolder } = yield* places(variables)

  const host = yield* optional(Known.host)
  const port = yield* optional(Known.port)
  const dataDir = yield* ownFolder("DATA_DIR", (yield* textOf("DATA_DIR")) ?? "data")
  const media = (yield* textOf("MEDIA_ROOT")) ?? (dataDir === undefined ? undefined : `${dataDir}/recordings`)
  const mediaRoot = media === undefined ? undefined : yield* ownFolder("MEDIA_ROOT", media)
  const dsn = yield* optional(Known.dsn)
  const jwtSecret = yield* optional(Known.jwtSecret)
  const overseerUrl = yield* optional(Known.overseerUrl)
  const thumbnailerUrl = yield* optional(Known.thumbnailerUrl)
  const channels = yield* file("CHANNELS")
  const actions = yield* file("ACTIONS")
  if (actions !== undefined && overseerUrl !== undefined) {
    variables.complain(
      "ACTIONS is for the overseer that starts here, and OVERSEER_URL names another: give the file to that one, or unset one of the two."
    )
  }
  const logFormat = yield* optional(Known.logFormat)
  const forBackend = {
    ADMIN_USERNAME: yield* optional(Known.adminUsername),
    ADMIN_PASSWORD: yield* optional(Known.adminPassword),
    CONVERTER_URL: yield* optional(Known.converterUrl),
    OVERSEER_SECRET: yield* optional(Known.overseerSecret),
    CONFIG_SEED: (yield* file("CONFIG_SEED"))?.file
  }
  if (dataDir === undefined || mediaRoot === undefined || complaints.length > 0) {
    return yield* new LaunchRefused({ sentences: complaints })
  }
  const settings: Settings = {
    host: host ?? "127.0.0.1",
    port: port ?? 8080,
    dataDir,
    mediaRoot,
    dsn: redacted(dsn),
    jwtSecret: redacted(jwtSecret),
    overseerUrl,
    thumbnailerUrl,
    channels: channels?.file,
    actions: actions?.file,
    logFormat,
    forBackend: Object.fromEntries(
      Object.entries(forBackend).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    )
  }
  return settings
})
