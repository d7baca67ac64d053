import { existsSync, readFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { freePort } from "../../../src/local/processes/freePort.ts"

/** The first port that the system gives to connections and to whoever listens on any. */
const firstGiven = () => {
  const range = "/proc/sys/net/ipv4/ip_local_port_range"
  return existsSync(range) ? Number(readFileSync(range, "utf8").split(/\s/)[0]) : 32_768
}

const taken = (port: number) =>
  Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const server: Server = createServer().listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )

describe("a free port", () => {
  it.effect("is the preferred one, or another where that is taken", () =>
    Effect.gen(function* () {
      const port = yield* freePort(0)
      assert.strictEqual(yield* freePort(port), port)
      yield* taken(port)
      assert.notStrictEqual(yield* freePort(port), port)
    })
  )

  it.effect("is none that the system may give to another program before it is used", () =>
    Effect.gen(function* () {
      for (const port of yield* Effect.all(Array.from({ length: 50 }, () => freePort(0)))) {
        assert.isBelow(port, firstGiven())
      }
    })
  )
})
