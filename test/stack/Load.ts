import { Agent, request } from "node:http"
import { Effect } from "effect"

/** How one request ended: with a whole answer, or with an error before or after the first byte of one. */
export interface Outcome {
  readonly name: string
  readonly status: number | null
  readonly whole: boolean
  /** The answer's body when the status says that something is wrong here. */
  readonly trouble: string
  readonly error: string | null
}

export interface Asking {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const send = (address: string, agent: Agent, { body, headers, method, name, path }: Asking) =>
  Effect.callback<Outcome>((resume) => {
    let status: number | null = null
    let trouble = ""
    const done = (whole: boolean, error: string | null) =>
      resume(Effect.succeed({ name, status, whole, trouble, error }))
    const asked = request(`${address}${path}`, { agent, method, headers }, (response) => {
      status = response.statusCode ?? null
      response.on("data", (bytes: Buffer) => {
        if (status !== null && status >= 500) trouble += bytes.toString()
      })
      response.on("end", () => done(response.complete, null))
      response.on("error", (error) => done(false, error.message))
    })
    asked.on("error", (error) => done(false, `${"code" in error ? error.code : error.message}`))
    asked.end(body)
  })

/**
 * Asks again and again, from `clients` clients at once, each on a connection of its own that is kept, until the first request
 * that finds nobody listening. The outcomes of all are put into `outcomes` as they come.
 */
export const load = Effect.fnUntraced(function* (
  address: string,
  clients: number,
  outcomes: Array<Outcome>,
  next: (client: number, turn: number) => Asking
) {
  const client = Effect.fnUntraced(function* (number: number) {
    const agent = yield* Effect.acquireRelease(
      Effect.sync(() => new Agent({ keepAlive: true, maxSockets: 1 })),
      (agent) => Effect.sync(() => agent.destroy())
    )
    for (let turn = 0; ; turn++) {
      const outcome = yield* send(address, agent, next(number, turn))
      outcomes.push(outcome)
      if (outcome.error === "ECONNREFUSED") return
    }
  }, Effect.scoped)
  yield* Effect.forEach(
    Array.from({ length: clients }, (_, i) => i),
    client,
    {
      concurrency: "unbounded",
      discard: true
    }
  )
})
