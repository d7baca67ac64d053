import { NodeWS } from "@effect/platform-node"
import { Effect, Queue } from "effect"

/** What a client sent, decoded. */
export interface Message {
  readonly type: string
  readonly id: string
  readonly task_id?: string
  readonly action?: string
  readonly params?: Readonly<Record<string, string>>
}

/** One accepted connection, in the test's hand. */
export interface Peer {
  readonly socket: NodeWS.WebSocket
  readonly next: Effect.Effect<Message>
  /** Sends one message, ended by a newline as the real overseer does; a string or bytes go out as they are. */
  readonly send: (message: unknown) => Effect.Effect<void>
  /** Cuts the connection without a word. */
  readonly cut: Effect.Effect<void>
}

const read = (data: NodeWS.RawData): Message => JSON.parse(String(data))

/** A WebSocket server on a port of its own that does nothing by itself. */
export const make = Effect.gen(function* () {
  const run = Effect.runSyncWith(yield* Effect.context())
  const peers = yield* Queue.unbounded<Peer>()
  const open = new Set<NodeWS.WebSocket>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<NodeWS.WebSocketServer>((resume) => {
      const listening: NodeWS.WebSocketServer = new NodeWS.WebSocketServer(
        { host: "127.0.0.1", port: 0, path: "/ws" },
        () => resume(Effect.succeed(listening))
      )
    }),
    (listening) =>
      Effect.callback<void>((resume) => {
        for (const socket of open) socket.terminate()
        listening.close(() => resume(Effect.void))
      })
  )
  server.on("connection", (socket) => {
    open.add(socket)
    socket.on("close", () => open.delete(socket))
    socket.on("error", () => undefined)
    const messages = run(Queue.unbounded<Message>())
    socket.on("message", (data) => Queue.offerUnsafe(messages, read(data)))
    Queue.offerUnsafe(peers, {
      socket,
      next: Queue.take(messages),
      send: (message) =>
        Effect.sync(() =>
          socket.send(
            typeof message === "string" || message instanceof Uint8Array ? message : `${JSON.stringify(message)}\n`
          )
        ),
      cut: Effect.sync(() => socket.terminate())
    })
  })
  const address = server.address()
  if (address === null || typeof address === "string") return yield* Effect.die("no port")
  return { url: new URL(`ws://127.0.0.1:${address.port}/ws`), accept: Queue.take(peers) }
})
