import { type AddressInfo, createServer } from "node:net"
import { Effect, Exit, Redacted, Scope } from "effect"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the run's own PostgreSQL can be asked for: connect, and its DSN is the answer. */
    readonly postgresLender: number
  }
}

const startServer = (scope: Scope.Scope) =>
  Effect.gen(function* () {
    // Loaded only now: most runs of a few test files need no database.
    const { start } = yield* Effect.promise(() => import("./start.ts"))
    return Redacted.value(yield* Scope.provide(start, scope))
  })

/**
 * Vitest's global set-up: one embedded PostgreSQL for the whole run, started when the first suite asks for it, stopped
 * when the run ends.
 */
export default function setup(project: TestProject) {
  const scope = Scope.makeUnsafe()
  const server = Effect.runSync(Effect.cached(startServer(scope)))
  const lender = createServer((socket) => {
    socket.on("error", () => {})
    const answer = Effect.map(Effect.result(Effect.sandbox(server)), (result) =>
      result._tag === "Success" ? `dsn ${result.success}` : `failed ${result.failure}`
    )
    Effect.runFork(Effect.map(answer, (text) => socket.end(text)))
  })
  const listening = Effect.callback<void>((resume) => {
    lender.listen(0, "127.0.0.1", () => resume(Effect.void))
  })
  const teardown = Effect.andThen(
    Effect.sync(() => lender.close()),
    Scope.close(scope, Exit.void)
  )
  const address = Effect.sync(() => project.provide("postgresLender", (lender.address() as AddressInfo).port))
  return Effect.runPromise(Effect.as(Effect.andThen(listening, address), () => Effect.runPromise(teardown)))
}
