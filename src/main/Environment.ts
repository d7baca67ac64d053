import { Effect, type LogLevel, Redacted, Schema } from "effect"
import { Password, Username } from "../domain/accounts/Credentials.ts"
import { places } from "./Folders.ts"
import { passwordOf } from "./passwordOf.ts"
import * as Rules from "./Rules.ts"
import { reader } from "./Variable.ts"
import { isWellKnown } from "./WellKnown.ts"

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
  /** Addresses of their sockets; null where there is none. */
  readonly converterUrl: string | null
  readonly thumbnailerUrl: string | null
  readonly mediaRoot: string
  readonly adminUsername: string
  /** Null: one is made. */
  readonly adminPassword: Redacted.Redacted | null
  readonly seed: { readonly file: string; readonly text: string } | null
  readonly logFormat: LogFormat
  readonly logLevel: LogLevel.LogLevel
  readonly identity: IdentitySource
  readonly secureCookies: boolean
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

const hidden = { secret: true }

const redacted = (text: string | undefined) => (text === undefined ? null : Redacted.make(text))

/** Reads and checks every variable; fails with all that is wrong at once. */
export const fromEnvironment = Effect.gen(function* () {
  const variables = reader()
  const { complain, complaints, optional, required } = variables
  const { beside, content, writable } = yield* places(variables)

  const host = yield* optional("HOST", Rules.host)
  const port = yield* optional("PORT", Rules.port)
  const postgres = Rules.url("postgres://user:password@host:5432/database", "postgres:", "postgresql:")
  const dsn = yield* required(
    "DB_DSN",
    postgres,
    "name the database, as in postgres://user:password@host:5432/database",
    hidden
  )
  const poolSize = yield* optional("DB_POOL", Rules.poolSize)
  const jwtSecret = yield* required("JWT_SECRET", Rules.secret(32), "make one with 'openssl rand -hex 32'", hidden)
  const overseer = Rules.url("ws://127.0.0.1:8080/ws", "ws:", "wss:")
  const overseerUrl = yield* required("OVERSEER_URL", overseer, "name the overseer, as in ws://127.0.0.1:8080/ws")
  const converterUrl = yield* optional("CONVERTER_URL", Rules.socket("ws://127.0.0.1:8081/ws"))
  const thumbnailerUrl = yield* optional("THUMBNAILER_URL", Rules.socket("ws://127.0.0.1:8082/ws"))
  const mediaRoot = yield* writable("MEDIA_ROOT")
  const adminUsername = yield* optional("ADMIN_USERNAME", Rules.accepted(Username))
  const adminPassword = yield* optional("ADMIN_PASSWORD", Rules.password(Password), hidden)
  const seed = yield* content("CONFIG_SEED")
  const logFormat = yield* optional("LOG_FORMAT", Rules.oneOf("pretty", "logfmt", "json"))
  const logLevel = yield* optional("LOG_LEVEL", Rules.oneOf("error", "warn", "info", "debug", "trace"))
  const identityName = yield* optional("IDENTITY", Rules.oneOf("token", "proxied"))
  const proxySecret = yield* optional("PROXY_SECRET", Rules.secret(32), hidden)
  const secureCookies = yield* optional("SECURE_COOKIES", Rules.boolean)
  const metricsToken = yield* optional("METRICS_TOKEN", Rules.secret(16), hidden)
  const otlpUrl = yield* optional("OTLP_URL", Rules.url("http://127.0.0.1:4318", "http:", "https:"))
  const publicDir = yield* beside("PUBLIC_DIR", "public")
  const migrationsDir = yield* beside("MIGRATIONS_DIR", "migrations")
  const bcryptCost = yield* optional("BCRYPT_COST", Rules.bcryptCost)

  if (migrationsDir === undefined && (yield* variables.text("MIGRATIONS_DIR")) === undefined) {
    complain("MIGRATIONS_DIR is not set and there is no folder 'migrations' beside the program: name that folder.")
  }
  const isProxied = identityName === "proxied"
  if (isProxied && (yield* variables.text("PROXY_SECRET")) === undefined) {
    complain(
      "PROXY_SECRET is not set: with IDENTITY=proxied, give backend and proxy the same one from 'openssl rand -hex 32'."
    )
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
    converterUrl: converterUrl ?? null,
    thumbnailerUrl: thumbnailerUrl ?? null,
    mediaRoot,
    adminUsername: adminUsername ?? "admin",
    adminPassword: redacted(adminPassword),
    seed: seed ?? null,
    logFormat: logFormat ?? "pretty",
    logLevel: levels[logLevel ?? "info"],
    identity,
    secureCookies: secureCookies ?? isProxied,
    metricsToken: redacted(metricsToken),
    otlpUrl: otlpUrl ?? null,
    publicDir: publicDir ?? null,
    bcryptCost: bcryptCost ?? 12
  }
  return environment
})
