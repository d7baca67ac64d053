import { Predicate } from "effect"
import type { LinkFault } from "../../domain/supervision/LinkFault.ts"

/** What system errors mean, by their codes (getaddrinfo(3), connect(2)). */
const byCode: ReadonlyMap<string, LinkFault["kind"]> = new Map([
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["ECONNREFUSED", "refused_connection"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["ETIMEDOUT", "mute"],
  ["ECONNRESET", "broken"],
  ["EPIPE", "broken"],
  ["EPROTO", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls"]
])

const tlsFamilies = ["ERR_TLS_", "ERR_SSL_", "CERT_"] as const

/** The code of the system's error that lies within. */
const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (!Predicate.isObject(error) || depth > 5) return undefined
  if (Predicate.hasProperty(error, "code") && typeof error.code === "string") return error.code
  return ["cause", "error", "reason"].flatMap((key) => codeOf(Reflect.get(error, key), depth + 1) ?? [])[0]
}

/** Why a dial failed or a connection broke, by the error that it did so with. */
export const faultOf = (error: unknown): LinkFault => {
  const code = codeOf(error) ?? ""
  const isTls = tlsFamilies.some((family) => code.startsWith(family))
  return { kind: isTls ? "tls" : (byCode.get(code) ?? "other"), status: null }
}
