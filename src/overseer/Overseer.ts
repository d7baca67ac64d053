import { isIPv6 } from "node:net"
import { Effect, type Redacted, type Scope } from "effect"
import type { OverseerConfig } from "./config/OverseerConfig.ts"
import * as EventLog from "./EventLog.ts"
import * as Http from "./Http.ts"
import type { StartError } from "./StartError.ts"
import * as Supervisor from "./Supervisor.ts"

/** A running overseer. */
export interface Running {
  /** Where clients connect: `ws://HOST:PORT/ws`. */
  readonly url: string
  readonly port: number
  readonly offer: Supervisor.Supervisor["offer"]
}

/**
 * Runs an overseer until the scope closes. Then it takes no more connections, drops what is queued, ends every process
 * (SIGTERM, five seconds later SIGKILL to the whole group) while still telling its clients, and cuts the connections.
 */
export const serve = Effect.fn("Overseer.serve")(function* (
  { actions, logFile, pool, title, trust }: OverseerConfig,
  address: Http.Address,
  secret?: Redacted.Redacted
): Effect.fn.Return<Running, StartError, Scope.Scope> {
  const connections = yield* Http.connections
  const log = yield* EventLog.open(logFile)
  const supervisor = yield* Supervisor.make(actions, pool, log)
  const { address: host, port } = yield* Http.serve(connections, supervisor, { address, secret, title, trust })
  return { url: `ws://${isIPv6(host) ? `[${host}]` : host}:${port}/ws`, port, offer: supervisor.offer }
})
