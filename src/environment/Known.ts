import { Password, TypedUsername } from "../domain/accounts/Credentials.ts"
import * as Rules from "./Rules.ts"
import type { Variable } from "./Variables.ts"

const variable = <A>(name: string, rule: Rules.Rule<A>): Variable<A> => ({ name, rule })

const secret = <A>(name: string, rule: Rules.Rule<A>): Variable<A> => ({ name, rule, secret: true })

// Every variable that is no folder or file, once, whichever programs read it: the same mistake is told in the same words.
export const host = variable("HOST", Rules.host)
export const port = variable("PORT", Rules.port)
export const dsn = secret(
  "DB_DSN",
  Rules.url("postgres://user:password@host:5432/database", "postgres:", "postgresql:")
)
export const poolSize = variable("DB_POOL", Rules.poolSize)
export const jwtSecret = secret("JWT_SECRET", Rules.secret(32))
export const overseerUrl = variable("OVERSEER_URL", Rules.url("ws://127.0.0.1:8080/ws", "ws:", "wss:"))
export const overseerSecret = secret("OVERSEER_SECRET", Rules.secret(16))
export const converterUrl = variable("CONVERTER_URL", Rules.socket("ws://127.0.0.1:8081/ws"))
export const thumbnailerUrl = variable("THUMBNAILER_URL", Rules.socket("ws://127.0.0.1:8082/ws"))
export const mediaRoot = variable("MEDIA_ROOT", Rules.absolute)
export const picturesDir = variable("PICTURES_DIR", Rules.absolute)
export const adminUsername = variable("ADMIN_USERNAME", Rules.accepted(TypedUsername))
export const adminPassword = secret("ADMIN_PASSWORD", Rules.password(Password))
export const logFormat = variable("LOG_FORMAT", Rules.oneOf("pretty", "logfmt", "json"))
export const logLevel = variable("LOG_LEVEL", Rules.oneOf("error", "warn", "info", "debug", "trace"))
export const identity = variable("IDENTITY", Rules.oneOf("token", "proxied"))
export const proxySecret = secret("PROXY_SECRET", Rules.secret(32))
export const secureCookies = variable("SECURE_COOKIES", Rules.boolean)
export const installation = variable("INSTALLATION", Rules.installation)
export const publicPath = variable("PUBLIC_PATH", Rules.publicPath)
export const metricsToken = secret("METRICS_TOKEN", Rules.secret(16))
export const otlpUrl = variable("OTLP_URL", Rules.url("http://127.0.0.1:4318", "http:", "https:"))
export const bcryptCost = variable("BCRYPT_COST", Rules.bcryptCost)
