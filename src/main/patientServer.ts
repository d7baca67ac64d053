import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"

/**
 * A server that loses no early request: it listens before its routes are there, and Node drops a request that nobody handles
 * yet without an answer, so those wait for the first handler.
 */
export const patientServer = (): Server => {
  const server = createServer()
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
  return server
}
