import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { Effect, FiberSet, type Redacted } from "effect"
import { WebSocketServer } from "ws"
import * as ClientConnection from "./ClientConnection.ts"
import { openApi } from "./OpenApi.ts"
import { StartError } from "./StartError.ts"
import type { Supervisor } from "./Supervisor.ts"
import { bearing, type Trust } from "./Trust.ts"

/** Where to listen. Without a host: on every interface. Port 0 takes a free one. */
export interface Address {
  readonly host: string | undefined
  readonly port: number
}

const path = (request: IncomingMessage): string => (request.url ?? "/").split("?", 1)[0] ?? "/"

/** The largest message that a client may send, in bytes. */
const maxPayload = 16 * 1024 * 1024

/** Who is listened to, and how the site is called. */
export interface Serving {
  readonly address: Address
  readonly title: string
  readonly trust: Trust
  /** What clients must know; undefined: nothing. */
  readonly secret: Redacted.Redacted | undefined
}

const refuse = (socket: Duplex, status: number, body: string) => {
  socket.on("error", () => undefined)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  )
}

const listening = (server: Server, { host, port }: Address) =>
  Effect.callback<AddressInfo, StartError>((resume) => {
    const where = `${host === undefined ? "" : host}:${port}`
    server.once("error", (error) => {
      const taken = "code" in error && error.code === "EADDRINUSE"
      const reason = taken ? "another program already listens there; choose another port" : error.message
      resume(Effect.fail(new StartError({ message: `cannot listen on ${where}: ${reason}` })))
    })
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address()
      if (address !== null && typeof address === "object") resume(Effect.succeed(address))
    })
  })

/** Takes sockets over from the HTTP server. Closing the scope cuts those that are still open. */
export const connections = Effect.gen(function* () {
  const run = yield* FiberSet.makeRuntime()
  const sockets = yield* Effect.acquireRelease(
    Effect.sync(
      () => new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload, skipUTF8Validation: true })
    ),
    ({ clients }) =>
      Effect.sync(() => {
        for (const client of clients) client.terminate()
      })
  )
  return (supervisor: Supervisor, request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, socket, head, (client) => {
      run(
        Effect.tapCause(ClientConnection.serve(client, supervisor), (cause) =>
          Effect.logError("overseer client", cause)
        )
      )
    })
})

/**
 * Serves `/ws` and `/openapi.json`; anything else is 404. Closing the scope takes no more connections and leaves the
 * open ones to their supervisor.
 */
export const serve = Effect.fnUntraced(function* (
  upgrade: Effect.Success<typeof connections>,
  supervisor: Supervisor,
  { address, secret, title, trust }: Serving
) {
  const knows = bearing(secret)
  // Programs send no origin. A page does, whichever site it is of, and none has any business here: it could start processes.
  const trusted = ({ headers, socket }: IncomingMessage): boolean =>
    trust(socket.remoteAddress) && headers.origin === undefined && knows(headers.authorization)
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers }).end(body)
    request.resume()
    switch (path(request)) {
      case "/openapi.json":
        return answer(200, JSON.stringify(openApi(supervisor.state(), title)), { "Content-Type": "application/json" })
      case "/ws":
        return trusted(request)
          ? answer(400, "Bad Request\n", { "Sec-Websocket-Version": "13" })
          : answer(403, "forbidden\n")
      default:
        return answer(404, "404 page not found\n")
    }
  })
  server.on("upgrade", (request, socket, head) => {
    if (path(request) !== "/ws") refuse(socket, 404, "404 page not found\n")
    else if (!trusted(request)) refuse(socket, 403, "forbidden\n")
    else upgrade(supervisor, request, socket, head)
  })
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
  )
  const where = yield* listening(server, address)
  const run = yield* FiberSet.makeRuntime()
  server.on("error", (error) => void run(Effect.logError("the HTTP server", error)))
  return where
})
