import { Schema } from "effect"

/**
 * Why there is no connection to the overseer. `http`: its address answers, with this status and no WebSocket; `mute`: it does not answer;
 * `silent`: it answered before and does no more; `closed`: it closed the connection; `other`: anything else.
 */
export const LinkFault = Schema.Struct({
  kind: Schema.Literals([
    "http",
    "mute",
    "silent",
    "closed",
    "dns",
    "refused_connection",
    "unreachable",
    "tls",
    "broken",
    "other"
  ]),
  status: Schema.NullOr(Schema.Int)
}).annotate({ identifier: "LinkFault", examples: [{ kind: "http", status: 403 }] })
export type LinkFault = typeof LinkFault.Type

const httpWords = (status: number | null): string => {
  if (status === 401 || status === 403) return `it refuses this backend (HTTP ${status})`
  if (status === 404) return "no overseer is at that address (HTTP 404)"
  return `it answers HTTP ${status ?? "without a status"} and no WebSocket`
}

/** The same in a few words about the overseer; null where there are none. They name no address. */
export const linkFaultWords = ({ kind, status }: LinkFault): string | null => {
  switch (kind) {
    case "http":
      return httpWords(status)
    case "mute":
      return "it does not answer"
    case "silent":
      return "it answers no more"
    case "closed":
      return "it closed the connection"
    case "dns":
      return "the name of its host is not found"
    case "refused_connection":
      return "nobody listens at its address"
    case "unreachable":
      return "no way leads to its host"
    case "tls":
      return "its certificate, or its TLS, is not accepted"
    case "broken":
      return "the connection breaks off"
    case "other":
      return null
  }
}
