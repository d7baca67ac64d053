import { connect, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import { Effect } from "effect"

/** An answer as it came over the wire; no status where there was nothing that looks like one. */
export interface RawAnswer {
  readonly status: number | null
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  readonly text: string
}

const parsed = (text: string): RawAnswer => {
  const end = text.indexOf("\r\n\r\n")
  const [line = "", ...lines] = (end < 0 ? text : text.slice(0, end)).split("\r\n")
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1]
  const headers = lines.map(
    (one) => [one.slice(0, one.indexOf(":")).toLowerCase(), one.slice(one.indexOf(":") + 2)] as const
  )
  return {
    status: status === undefined ? null : Number(status),
    headers: new Map(headers),
    body: end < 0 ? "" : text.slice(end + 4),
    text
  }
}

/** Whether this is a whole answer after which the other side wants to hear no more; it may take its time to close. */
const isLast = (text: string): boolean => {
  const { body, headers, status } = parsed(text)
  const length = headers.get("content-length")
  return (
    status !== null && headers.get("connection") === "close" && length !== undefined && body.length >= Number(length)
  )
}

const exchange = (open: () => Socket, bytes: ReadonlyArray<string | Buffer>): Effect.Effect<RawAnswer> =>
  Effect.callback((resume) => {
    const chunks: Array<Buffer> = []
    const socket = open()
    const done = () => {
      socket.destroy()
      resume(Effect.succeed(parsed(Buffer.concat(chunks).toString("latin1"))))
    }
    socket.setTimeout(30_000, done)
    socket.on("connect", () => {
      for (const some of bytes) socket.write(typeof some === "string" ? Buffer.from(some, "latin1") : some)
    })
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      if (isLast(Buffer.concat(chunks).toString("latin1"))) done()
    })
    socket.on("close", done)
    // A reset after an early answer is one of the ways to refuse.
    socket.on("error", done)
    return Effect.sync(() => socket.destroy())
  })

/** Sends exactly these bytes and gives what comes until the other side closes; a side that keeps silent for half a minute is cut off. */
export const raw = (port: number, ...bytes: ReadonlyArray<string | Buffer>) =>
  exchange(() => connect(port, "127.0.0.1"), bytes)

/** The same within TLS, to a server whose certificate is this one. */
export const rawTls = (port: number, ca: string, ...bytes: ReadonlyArray<string | Buffer>) =>
  exchange(() => connectTls({ port, host: "127.0.0.1", servername: "localhost", ca }), bytes)

/** One request with these lines after its first; the connection is closed after it. */
export const request = (first: string, ...lines: ReadonlyArray<string>): string =>
  [first, "Host: door.example", "Connection: close", ...lines, "", ""].join("\r\n")
