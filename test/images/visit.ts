import type { IncomingHttpHeaders } from "node:http"
import { request } from "node:https"
import { Effect, Schema } from "effect"

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
}

export interface Visit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Nobody answered; the message says what happened instead. */
export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", { message: Schema.String }) {}

/** One request to `https://localhost:<port>`, whose certificate has to be the given one. */
export const visit = (port: number, ca: string, path: string, { body, headers = {}, method = "GET" }: Visit = {}) =>
  Effect.callback<Answer, NoAnswer>((resume) => {
    const fail = ({ message }: { readonly message: string }) => resume(Effect.fail(new NoAnswer({ message })))
    const sent = request(
      {
        host: "localhost",
        port,
        path,
        method,
        ca,
        agent: false,
        timeout: 10_000,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) }
      },
      (response) => {
        const parts: Array<Buffer> = []
        response.on("data", (part: Buffer) => parts.push(part))
        response.on("error", fail)
        response.on("end", () => {
          const bytes = Buffer.concat(parts)
          const { headers: answered, statusCode = 0 } = response
          resume(Effect.succeed({ status: statusCode, headers: answered, bytes, text: bytes.toString() }))
        })
      }
    )
    sent.on("timeout", () => {
      fail({ message: `${path} was not answered in time` })
      sent.destroy()
    })
    sent.on("error", fail)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
