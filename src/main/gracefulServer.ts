import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { unreadable } from "../http/Unreadable.ts"

/**
 * Far longer than anything that was issued here: so a token that is nonsense is turned away like any other bad one, and does not
 * break the connection.
 */
const maxHeaderSize = 256 * 1024

/**
 * A server that loses no early request: it listens before its routes are there, and Node drops a request that nobody handles
 * yet without an answer, so those wait for the first handler. Nor does it lose late ones: from the moment it is told to close
 * each answer says that it is the connection's last, or busy clients would go on asking until they are cut off. What is no
 * request at all gets a problem document.
 */
export const gracefulServer = (options: ServerOptions = {}): Server => {
  const server = createServer({ maxHeaderSize, ...options })
  answerUnreadable(server)
  endLate(server)
  // Last: the next listener for requests counts as their handler.
  keepEarly(server)
  return server
}

const answerUnreadable = (server: Server): void => {
  const latest = new WeakMap<Duplex, ServerResponse>()
  server.prependListener("request", ({ socket }, response) => void latest.set(socket, response))
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const response = latest.get(socket)
    const isAnswering = response?.headersSent && !response.writableEnded
    if (!socket.writable || isAnswering || error.code === "ECONNRESET") socket.destroy()
    else socket.end(unreadable(error.code))
  })
}

const keepEarly = (server: Server): void => {
  const early: Array<readonly [IncomingMessage, ServerResponse]> = []
  const keep = (request: IncomingMessage, response: ServerResponse) => void early.push([request, response])
  server.on("request", keep)
  const handled = (event: string | symbol) => {
    if (event !== "request") return
    server.off("newListener", handled)
    // The handler is there once this turn is over.
    queueMicrotask(() => {
      server.off("request", keep)
      for (const [request, response] of early) server.emit("request", request, response)
    })
  }
  server.on("newListener", handled)
}

const endLate = (server: Server): void => {
  const unanswered = new Set<ServerResponse>()
  const close = server.close.bind(server)
  let closing = false
  server.prependListener("request", (_request, response) => {
    if (closing) response.shouldKeepAlive = false
    else if (!unanswered.has(response)) {
      unanswered.add(response)
      response.once("close", () => unanswered.delete(response))
    }
  })
  server.close = (told) => {
    closing = true
    for (const response of unanswered) response.shouldKeepAlive = false
    return close(told)
  }
}
