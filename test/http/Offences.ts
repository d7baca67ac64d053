import { Effect } from "effect"
import { longestTurn, slowness } from "./Held.ts"
import { Site } from "./World.ts"

/** Milliseconds of its own time that no turn of the event loop takes, whatever is asked; on a slow machine as many more as it is slower. */
const longest = 50

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/**
 * Sends it and waits for its end, whatever that is. What holds the loop does so each time, and a collection of garbage by chance:
 * the shortest of three tries counts.
 */
const turnOf = Effect.fnUntraced(function* ({ body, headers = {}, method, path }: Request, token: string) {
  const { url } = yield* Site
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body ?? null)
  const all = { authorization: `Bearer ${token}`, "sec-fetch-site": "same-origin", ...headers }
  const asked = Effect.promise((signal) =>
    fetch(`${url}${path}`, { method, headers: all, body: bytes, redirect: "manual", signal }).then(
      (answer) =>
        answer.arrayBuffer().then(
          () => answer.status,
          () => answer.status
        ),
      () => undefined
    )
  )
  // What nobody answers counts as a failure of the server.
  const once = longestTurn(Effect.timeoutOrElse(asked, { duration: "1 minute", orElse: () => Effect.succeed(599) }))
  let shortest = Number.POSITIVE_INFINITY
  let status: number | undefined
  for (let i = 0; i < 3 && shortest > longest; i++) {
    const [answered, turn] = yield* once
    status = answered
    shortest = Math.min(shortest, turn)
  }
  return { shortest: shortest > longest ? shortest / (yield* slowness) : shortest, status }
})

/** What of these held the loop for too long, or was answered with a fault of ours. */
export const offences = (all: Readonly<Record<string, Request>>, token: string) =>
  Effect.gen(function* () {
    const found: Array<string> = []
    for (const [name, request] of Object.entries(all)) {
      const { shortest, status } = yield* turnOf(request, token)
      if (shortest > longest) found.push(`${name}: ${Math.round(shortest)} ms`)
      if (status !== undefined && status >= 500) found.push(`${name}: ${status}`)
    }
    return found
  })
