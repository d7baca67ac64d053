import { connect, type Socket } from "node:net"
import { Effect, Schema } from "effect"

/** One request as it goes over the wire. */
export type Request = Buffer

/** Asks for a path with an access token, or, given the tag of what is known, for news of it. */
export const get = (path: string, token?: string, tag?: string): Request =>
  Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      "host: 127.0.0.1",
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      ...(tag === undefined ? [] : [`if-none-match: ${tag}`]),
      "",
      ""
    ].join("\r\n")
  )

/** One request after the other, and again from the first. */
export const each = (requests: ReadonlyArray<Request>) => {
  let n = 0
  return (): Request => requests[n++ % requests.length] ?? Buffer.alloc(0)
}

/** The entity tag of what is at the path now. */
export const tagOf = (port: number, path: string, token: string) =>
  Effect.promise(() =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } }).then((answer) =>
      answer.arrayBuffer().then(() => answer.headers.get("etag") ?? "")
    )
  )

export class LoadFailed extends Schema.TaggedError<LoadFailed>()("LoadFailed", { message: Schema.String }) {}

export interface Loading {
  readonly port: number
  readonly connections: number
  /** Ends after so many milliseconds, but not before so many answers. */
  readonly millis: number
  readonly least?: number
  readonly next: () => Request
  /** What every answer must be. */
  readonly status: number
}

export interface Loaded {
  /** Of each answer, in milliseconds. */
  readonly times: ReadonlyArray<number>
  readonly perSecond: number
  readonly bytes: number
}

const headerEnd = Buffer.from("\r\n\r\n")

/** The length of the first answer in the bytes, or nothing while it is not whole. Answers have a length or no body. */
const wholeAnswer = (bytes: Buffer): { readonly status: number; readonly length: number } | undefined => {
  const end = bytes.indexOf(headerEnd)
  if (end < 0) return undefined
  const head = bytes.toString("latin1", 0, end)
  const status = Number(head.slice(9, 12))
  const length = status === 304 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
  const total = end + 4 + length
  return bytes.length >= total || Number.isNaN(length) ? { status, length: total } : undefined
}

/**
 * Keeps every connection busy with one request at a time. Raw sockets, because a full HTTP client would cost more than the
 * server that it measures.
 */
export const load = ({
  connections,
  least = 0,
  millis,
  next,
  port,
  status
}: Loading): Effect.Effect<Loaded, LoadFailed> =>
  Effect.callback((resume) => {
    const times: Array<number> = []
    const sockets: Array<Socket> = []
    const began = performance.now()
    let open = connections
    let bytes = 0
    let failed = false

    const fail = (message: string) => {
      if (failed) return
      failed = true
      for (const socket of sockets) socket.destroy()
      resume(Effect.fail(new LoadFailed({ message })))
    }
    const done = () => {
      open -= 1
      const seconds = (performance.now() - began) / 1000
      if (open === 0 && !failed) resume(Effect.succeed({ times, perSecond: times.length / seconds, bytes }))
    }

    for (let i = 0; i < connections; i++) {
      const socket = connect(port, "127.0.0.1")
      sockets.push(socket)
      socket.setNoDelay(true)
      let pending: Buffer = Buffer.alloc(0)
      let sentAt = 0
      const send = () => {
        if (performance.now() - began >= millis && times.length >= least) {
          socket.end()
          return done()
        }
        sentAt = performance.now()
        socket.write(next())
      }
      socket.on("connect", send)
      socket.on("error", ({ message }) => fail(message))
      socket.on("data", (chunk: Buffer) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
        const answer = wholeAnswer(pending)
        if (answer === undefined) return
        if (answer.status !== status || answer.length !== pending.length) {
          return fail(`an answer ${answer.status} instead of ${status}: ${pending.toString("latin1", 0, 400)}`)
        }
        bytes += answer.length
        pending = Buffer.alloc(0)
        times.push(performance.now() - sentAt)
        send()
      })
    }
    return Effect.sync(() => {
      for (const socket of sockets) socket.destroy()
    })
  })
