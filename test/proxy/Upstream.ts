import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Effect } from "effect"

/** A request as it arrived, its headers as they were written. */
export interface Arrived {
  readonly method: string
  /** The raw path and query. */
  readonly url: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: string
}

export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void

const pairs = (raw: ReadonlyArray<string>): Arrived["headers"] =>
  raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ""] as const] : []))

const plainly: Answering = (_request, response) => void response.end("upstream")

/** Something that stands where backend or thumbnailer would, and remembers what came. */
export const upstream = (answer: Answering = plainly, host = "127.0.0.1", port = 0) =>
  Effect.gen(function* () {
    const arrived: Array<Arrived> = []
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString()
        const { method = "", rawHeaders, url = "" } = request
        arrived.push({ method, url, headers: pairs(rawHeaders), body })
        answer(request, response, body)
      })
    })
    const bound = yield* Effect.acquireRelease(
      Effect.callback<number>((resume) => {
        server.listen({ host, port }, () => {
          const address = server.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : port))
        })
      }),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    return {
      port: bound,
      url: `http://${host}:${bound}`,
      /** The only request since the last time. */
      only: (): Arrived => {
        const [one, ...more] = arrived.splice(0)
        if (one === undefined || more.length > 0) throw new Error(`${1 + more.length} requests came, not one`)
        return one
      },
      /** All requests since the last time. */
      taken: (): ReadonlyArray<Arrived> => arrived.splice(0),
      none: (): boolean => arrived.length === 0
    }
  })

/** The values of a header, whatever its case. */
export const valuesOf = ({ headers }: Pick<Arrived, "headers">, name: string): ReadonlyArray<string> =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value)
