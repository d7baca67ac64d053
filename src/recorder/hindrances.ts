import type { Hindrance } from "../domain/supervision/Cause.ts"
import { code as inward } from "./Inward.ts"

type OfHost = Extract<Hindrance, { readonly host: string | null }>["kind"]

/** What system errors mean, by their codes (getaddrinfo(3), connect(2)). */
const byCode: ReadonlyMap<string, Exclude<OfHost, "http">> = new Map([
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["EAI_NODATA", "dns"],
  [inward, "inward"],
  ["ECONNREFUSED", "refused_connection"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["ETIMEDOUT", "timeout"],
  ["EPROTO", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["CERT_NOT_YET_VALID", "tls"]
])

const families = ["ERR_TLS_", "ERR_SSL_", "CERT_"] as const

const inner = (error: object): unknown =>
  "reason" in error ? error.reason : "cause" in error ? error.cause : undefined

/** The code of the system's error that lies within. */
const codeOf = (error: unknown): string | undefined => {
  let within = error
  for (let depth = 0; depth < 6 && typeof within === "object" && within !== null; depth++) {
    if ("code" in within && typeof within.code === "string") return within.code
    within = inner(within)
  }
  return undefined
}

/** What kept a request to `host` from being answered; what nobody knows a better word for is a connection that broke. */
export const networkHindrance = (error: unknown, host: string): Hindrance => {
  const code = codeOf(error) ?? ""
  const isTls = families.some((family) => code.startsWith(family))
  return { kind: isTls ? "tls" : (byCode.get(code) ?? "broken"), host }
}
