import { Agent, type IncomingMessage, request, type Server } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { gracefulServer } from "../../src/main/gracefulServer.ts"

const listening = Effect.acquireRelease(
  Effect.callback<{ server: Server; port: number }>((resume) => {
    const server = gracefulServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resume(Effect.succeed({ server, port: typeof address === "object" && address !== null ? address.port : 0 }))
    })
  }),
  ({ server }) =>
    Effect.sync(() => {
      server.closeAllConnections()
      server.close()
    })
)

const connection = Effect.acquireRelease(
  Effect.sync(() => new Agent({ keepAlive: true, maxSockets: 1 })),
  (agent) => Effect.sync(() => agent.destroy())
)

const ask = (port: number, agent: Agent) =>
  Effect.callback<IncomingMessage, Error>((resume) => {
    const asked = request({ port, agent, host: "127.0.0.1" }, (response) => {
      response.resume()
      response.on("end", () => resume(Effect.succeed(response)))
    })
    asked.on("error", (error) => resume(Effect.fail(error)))
    asked.end()
  })

const arrival = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.once("request", () => resume(Effect.void))
  })

describe("the server", () => {
  it.live("answers requests that came before anybody handled them", () =>
    Effect.gen(function* () {
      const { port, server } = yield* listening
      let read = () => 0
      server.on("connection", (socket) => {
        read = () => socket.bytesRead
      })
      const early = yield* Effect.forkChild(ask(port, yield* connection))
      yield* Effect.repeat(
        Effect.delay(
          Effect.sync(() => read()),
          "5 millis"
        ),
        { until: (bytes) => bytes > 0 }
      )
      server.on("request", (_, response) => void response.end("here"))
      assert.strictEqual((yield* Fiber.join(early)).statusCode, 200)
    })
  )

  it.live("keeps connections as long as it listens, and makes each answer the last one once it is closing", () =>
    Effect.gen(function* () {
      const { port, server } = yield* listening
      const answers: Array<() => void> = []
      server.on("request", (_, response) => void answers.push(() => response.end("here")))
      const agent = yield* connection
      const turn = Effect.gen(function* () {
        const arrived = yield* Effect.forkChild(arrival(server), { startImmediately: true })
        const asking = yield* Effect.forkChild(ask(port, agent), { startImmediately: true })
        yield* Fiber.join(arrived)
        return asking
      })
      const first = yield* turn
      answers.pop()?.()
      assert.strictEqual((yield* Fiber.join(first)).headers.connection, "keep-alive")
      const second = yield* turn
      const closed = yield* Effect.forkChild(
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
        }),
        { startImmediately: true }
      )
      answers.pop()?.()
      assert.strictEqual((yield* Fiber.join(second)).headers.connection, "close")
      yield* Fiber.join(closed)
      assert.strictEqual((yield* Effect.flip(ask(port, agent))).message.includes("ECONNREFUSED"), true)
    })
  )
})
