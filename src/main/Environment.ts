import { delimiter, resolve } from "node:path"
import { Effect, type LogLevel, Redacted, Schema } from "effect"
import * as Known from "../environment/Known.ts"
import { places } from "../environment/Places.ts"
import { passwordOf } from "../environment/passwordOf.ts"
import { reader, textOf } from "../environment/Variables.ts"
import { isWellKnown } from "../environment/WellKnown.ts"

export type LogFormat = "pretty" | "logfmt" | "json"

/** Who says who is asking: the token itself, or the proxy that has checked it, known by a secret. */
export type IdentitySource =
  | { readonly _tag: "token" }
  | { readonly _tag: "proxied"; readonly secret: Redacted.Redacted }

/** Everything that the backend reads from its environment, checked. Folders are absolute. */
export interface Environment {
  readonly host: string
  readonly port: number
  readonly dsn: Redacted.Redacted
  readonly poolSize: number
  readonly migrationsDir: string
  readonly jwtSecret: Redacted.Redacted
  readonly overseerUrl: string
  /** What the overseer knows us by; null where it doesn't ask. */
  readonly overseerSecret: Redacted.Redacted | null
  /** Addresses of their sockets; null where there is none. */
  readonly converterUrl: string | null
  readonly thumbnailerUrl: string | null
  readonly mediaRoot: string
  readonly adminUsername: string
  /** Null: one is made. */
  readonly adminPassword: Redacted.Redacted | null
  readonly seed: { readonly file: string; readonly text: string } | null
  /** Files of channels; of two that name the same one the later counts. */
  readonly channels: ReadonlyArray<string>
  readonly logFormat: LogFormat
  readonly logLevel: LogLevel.LogLevel
  readonly identity: IdentitySource
  readonly secureCookies: boolean
  /** What the access token's cookie is named by; null: the id of the database. */
  readonly installation: string | null
  /** What stands before every path in the address bar, such as `/dvr`; "" for nothing. */
  readonly publicPath: string
  readonly metricsToken: Redacted.Redacted | null
  readonly otlpUrl: string | null
  /** The pages that the backend itself serves; null where a proxy does. */
  readonly publicDir: string | null
  readonly bcryptCost: number
}

/** The backend can't start; each sentence names a variable, what is wrong with it and what to do. */
export class EnvironmentRefused extends Schema.TaggedError<EnvironmentRefused>()("EnvironmentRefused", {
  sentences: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.sentences.join("\n")
  }
}

const levels = { error: "Error", warn: "Warn", info: "Info", debug: "Debug", trace: "Trace" } as const

const redacted = (text: string | undefined) => (text === undefined ? null : Redacted.make(text))

/** Reads and checks every variable; fails with all that is wrong at once. */
export const fromEnvironment = Effect.gen(function* () {
  const variables = reader()
  const { complain, complaints, optional, required } = variables
  const { beside, file, folder } = yield* places(variables)

  const host = yield* optional(Known.host)
  const port = yield* optional(Known.port)
  const dsn = yield* required(Known.dsn, "name the database, as in postgres://user:password@host:5432/database")
  const poolSize = yield* optional(Known.poolSize)
  const jwtSecret = yield* required(Known.jwtSecret, "make one with 'openssl rand -hex 32'")
  const overseerUrl = yield* required(Known.overseerUrl, "name the overseer, as in ws://127.0.0.1:8080/ws")
  const overseerSecret = yield* optional(Known.overseerSecret)
  const converterUrl = yield* optional(Known.converterUrl)
  const thumbnailerUrl = yield* optional(Known.thumbnailerUrl)
  const media = yield* required(Known.mediaRoot, "name the folder where recordings go, such as /data/recordings")
  const mediaRoot = media === undefined ? undefined : yield* folder("MEDIA_ROOT", media)
  const adminUsername = yield* optional(Known.adminUsername)
  const adminPassword = yield* optional(Known.adminPassword)
  const seed = yield* file("CONFIG_SEED")
  const channels = ((yield* textOf("CHANNELS")) ?? "").split(delimiter).filter((path) => path !== "")
  const logFormat = yield* optional(Known.logFormat)
  const logLevel = yield* optional(Known.logLevel)
  const isProxied = (yield* optional(Known.identity)) === "proxied"
  const proxySecret = yield* isProxied
    ? required(
        Known.proxySecret,
        "with IDENTITY=proxied, give backend and proxy the same one from 'openssl rand -hex 32'"
      )
    : optional(Known.proxySecret)
  const secureCookies = yield* optional(Known.secureCookies)
  const installation = yield* isProxied
    ? required(Known.installation, "with IDENTITY=proxied, give backend and proxy the same, such as home1")
    : optional(Known.installation)
  const publicPath = yield* optional(Known.publicPath)
  const metricsToken = yield* optional(Known.metricsToken)
  const otlpUrl = yield* optional(Known.otlpUrl)
  const publicDir = yield* beside("PUBLIC_DIR", "public")
  const migrationsDir = yield* beside("MIGRATIONS_DIR", "migrations")
  const bcryptCost = yield* optional(Known.bcryptCost)

  if (migrationsDir === undefined && (yield* textOf("MIGRATIONS_DIR")) === undefined) {
    complain("MIGRATIONS_DIR is not set and there is no folder 'migrations' beside the program: name that folder.")
  }
  const { meant: password } = passwordOf(dsn ?? "")
  if (isProxied && password !== "" && isWellKnown(password)) {
    complain("DB_DSN has a password that everybody knows: give the database another, made with 'openssl rand -hex 32'.")
  }
  if (proxySecret !== undefined && proxySecret === jwtSecret) {
    complain("PROXY_SECRET is the same as JWT_SECRET: make another one with 'openssl rand -hex 32'.")
  }
  if (
    complaints.length > 0 ||
    dsn === undefined ||
    jwtSecret === undefined ||
    overseerUrl === undefined ||
    mediaRoot === undefined ||
    migrationsDir === undefined
  ) {
    return yield* new EnvironmentRefused({ sentences: complaints })
  }
  const identity: IdentitySource =
    isProxied && proxySecret !== undefined ? { _tag: "proxied", secret: Redacted.make(proxySecret) } : { _tag: "token" }
  const environment: Environment = {
    host: host ?? "127.0.0.1",
    port: port ?? 8080,
    dsn: Redacted.make(dsn),
    poolSize: poolSize ?? 10,
    migrationsDir,
    jwtSecret: Redacted.make(jwtSecret),
    overseerUrl,
    overseerSecret: redacted(overseerSecret),
    converterUrl: converterUrl ?? null,
    thumbnailerUrl: thumbnailerUrl ?? null,
    mediaRoot,
    adminUsername: adminUsername ?? "admin",
    adminPassword: redacted(adminPassword),
    seed: seed ?? null,
    channels: channels.map((path) => resolve(path)),
    logFormat: logFormat ?? "pretty",
    logLevel: levels[logLevel ?? "info"],
    identity,
    secureCookies: secureCookies ?? isProxied,
    installation: installation ?? null,
    publicPath: publicPath ?? "",
    metricsToken: redacted(metricsToken),
    otlpUrl: otlpUrl ?? null,
    publicDir: publicDir ?? null,
    bcryptCost: bcryptCost ?? 12
  }
  return environment
})
