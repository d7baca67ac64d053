import { connect, type OutgoingHttpHeaders } from "node:http2"
import { Effect } from "effect"

export interface Http2Answer {
  /** Null where the stream or the connection was reset instead. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** One request over HTTP/2 and TLS to a server whose certificate is this one. */
export const http2 = (port: number, ca: string, headers: OutgoingHttpHeaders): Effect.Effect<Http2Answer> =>
  Effect.callback((resume) => {
    const session = connect(`https://127.0.0.1:${port}`, { ca, servername: "localhost" })
    const refused = () => resume(Effect.succeed({ status: null, headers: {}, body: "" }))
    session.on("error", refused)
    const stream = session.request(headers)
    let answered: Http2Answer["headers"] = {}
    let body = ""
    stream.setEncoding("utf8")
    stream.on("response", (told) => {
      answered = told
    })
    stream.on("data", (chunk: string) => {
      body += chunk
    })
    stream.on("error", refused)
    stream.on("close", () => {
      const status = answered[":status"]
      resume(Effect.succeed({ status: typeof status === "number" ? status : null, headers: answered, body }))
      session.destroy()
    })
    stream.end()
    return Effect.sync(() => session.destroy())
  })
