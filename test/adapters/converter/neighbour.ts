import { createServer, type Server, type Socket } from "node:net"
import { NodeWS } from "@effect/platform-node"
import { Effect } from "effect"

interface Asked {
  readonly type: string
  readonly id: string
}

/** A neighbour that answers each request as told, and what it saw. */
export const neighbour = (answer: (asked: Asked, say: (message: unknown) => void, hangUp: () => void) => void) =>
  Effect.acquireRelease(
    Effect.callback<{ url: string; seen: Array<string>; connections: () => number; server: NodeWS.WebSocketServer }>(
      (resume) => {
        const seen: Array<string> = []
        const server = new NodeWS.WebSocketServer({ port: 0, host: "127.0.0.1" })
        server.on("connection", (socket) => {
          socket.on("message", (data) => {
            const asked: Asked = JSON.parse(String(data))
            seen.push(asked.type)
            const say = (message: unknown) =>
              socket.send(typeof message === "string" ? message : JSON.stringify(message))
            answer(asked, say, () => socket.terminate())
          })
        })
        server.on("listening", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          resume(
            Effect.succeed({ url: `ws://127.0.0.1:${port}/ws`, seen, connections: () => server.clients.size, server })
          )
        })
      }
    ),
    ({ server }) =>
      Effect.sync(() => {
        for (const client of server.clients) client.terminate()
        server.close()
      })
  )

/** Takes connections and never says a word. */
export const blackHole = Effect.acquireRelease(
  Effect.callback<{ url: string; server: Server; sockets: Set<Socket> }>((resume) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => void sockets.add(socket.on("error", () => undefined).resume()))
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ url: `ws://127.0.0.1:${port}/ws`, server, sockets }))
    })
  }),
  ({ server, sockets }) =>
    Effect.sync(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
)
