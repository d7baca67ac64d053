import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import { Effect } from "effect"

/** An answer of an origin, free to be wrong in any way. */
export type Answer = (response: ServerResponse, headers: IncomingHttpHeaders) => void

/** An origin on loopback that answers as it is told to, path by path, and remembers what it was asked. */
export interface ScriptedOrigin {
  readonly url: string
  readonly answer: (path: string, answer: Answer) => void
  readonly asked: ReadonlyArray<{ readonly path: string; readonly headers: IncomingHttpHeaders }>
  readonly times: (path: string) => number
  /** Connections made so far. */
  readonly connections: () => number
  /** Waits until `path` has been asked for `n` times from now on. */
  readonly next: (path: string, n?: number) => Effect.Effect<void>
}

export const scriptedOrigin = Effect.acquireRelease(
  Effect.callback<ScriptedOrigin & { readonly close: () => void }>((resume) => {
    const answers = new Map<string, Answer>()
    const asked: Array<{ readonly path: string; readonly headers: IncomingHttpHeaders }> = []
    const waiting = new Set<() => void>()
    const times = (path: string) => asked.filter((request) => request.path === path).length
    const server = createServer((request, response) => {
      const path = request.url ?? ""
      asked.push({ path, headers: request.headers })
      for (const look of waiting) look()
      const answer = answers.get(path) ?? status(404)
      answer(response, request.headers)
    })
    let connections = 0
    server.on("connection", () => {
      connections += 1
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(
        Effect.succeed({
          url: `http://127.0.0.1:${port}`,
          answer: (path, answer) => answers.set(path, answer),
          asked,
          times,
          connections: () => connections,
          next: (path, n = 1) =>
            Effect.callback<void>((done) => {
              const wanted = times(path) + n
              const look = () => {
                if (times(path) >= wanted) done(Effect.void)
              }
              waiting.add(look)
              return Effect.sync(() => waiting.delete(look))
            }).pipe(
              Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => Effect.die(`nobody asks for ${path}`) })
            ),
          close: () => {
            server.close()
            server.closeAllConnections()
          }
        })
      )
    })
  }),
  ({ close }) => Effect.sync(close)
)

export const status =
  (code: number, text = ""): Answer =>
  (response) =>
    response.writeHead(code).end(text)

export const text =
  (body: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-type": "application/vnd.apple.mpegurl" }).end(body)

export const redirect =
  (location: string): Answer =>
  (response) =>
    response.writeHead(302, { location }).end()

/** Bytes, whole or the range that is asked for. */
export const bytes =
  (body: Uint8Array): Answer =>
  (response, headers) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "")
    if (range === null) return response.writeHead(200).end(body)
    const end = range[2] === "" ? body.length : Number(range[2]) + 1
    return response.writeHead(206).end(body.subarray(Number(range[1]), end))
  }

/** Answers one after another; the last for ever. */
export const inTurn = (...answers: ReadonlyArray<Answer>): Answer => {
  let next = 0
  return (response, headers) => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? status(404)
    next += 1
    answer(response, headers)
  }
}

/** The first `length` bytes, and then the connection breaks. */
export const broken =
  (body: Uint8Array, length: number): Answer =>
  (response) => {
    response.writeHead(200, { "content-length": body.length })
    response.write(body.subarray(0, length), () => response.destroy())
  }

/** The first `length` bytes, and then silence. */
export const stuck =
  (body: Uint8Array, length: number): Answer =>
  (response) => {
    response.writeHead(200, { "content-length": body.length })
    response.write(body.subarray(0, length))
  }
