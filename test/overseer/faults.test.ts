import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { WebSocketServer } from "ws"
import * as ClientConnection from "../../src/overseer/ClientConnection.ts"
import * as Configuration from "../../src/overseer/config/readConfig.ts"
import * as Supervisor from "../../src/overseer/Supervisor.ts"
import { connect, of } from "./Client.ts"

const yaml = `
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {default: "exec sleep 60"}}}}
`

/** Serves every client that comes on loopback by this supervisor. */
const served = Effect.fnUntraced(function* (supervisor: Supervisor.Supervisor) {
  const run = Effect.runForkWith(yield* Effect.context<never>())
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on("connection", (socket) => void run(ClientConnection.serve(socket, supervisor)))
  const listening = yield* Deferred.make<string>()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    if (address !== null && typeof address === "object") {
      Deferred.doneUnsafe(listening, Effect.succeed(`ws://127.0.0.1:${address.port}`))
    }
  })
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      for (const client of sockets.clients) client.terminate()
      server.close()
    })
  )
  return yield* Deferred.await(listening)
})

const supervisor = (log: (event: object) => void) =>
  Effect.gen(function* () {
    const { actions, pool } = yield* Effect.fromResult(Configuration.parse(yaml, "test.yaml"))
    return yield* Supervisor.make(actions, pool, (event) => log(event()))
  })

describe("R19: one exception in the overseer", () => {
  it.live("while a line is taken down keeps nobody from hearing the rest", () =>
    Effect.gen(function* () {
      let faults = 0
      const url = yield* served(
        yield* supervisor((event) => {
          if (!("data" in event) || event.data !== "two") return
          faults += 1
          throw new Error("a bug")
        })
      )
      const client = yield* connect(url)
      client.say({ type: "start", action: "sh", task_id: "t", params: { cmd: "echo one; echo two; echo three" } })
      yield* client.hears(
        "the last line",
        of("output", "t", ({ data }) => data === "three")
      )
      yield* client.hears("the end", of("exited", "t"))
      assert.strictEqual(faults, 1)
    })
  )

  it.live("while a message is dealt with ends the connection, so that its client asks anew", () =>
    Effect.gen(function* () {
      const whole = yield* supervisor(() => undefined)
      let faults = 0
      const url = yield* served({
        ...whole,
        receive: (connection, message) =>
          message.type === "list" && faults++ === 0
            ? Effect.die(new Error("a bug"))
            : whole.receive(connection, message)
      })
      const client = yield* connect(url)
      client.say({ type: "list" })
      yield* client.closed
      const again = yield* connect(url)
      yield* again.ask({ type: "list" })
    })
  )
})
