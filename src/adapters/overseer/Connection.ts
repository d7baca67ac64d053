import type { Socket as TcpSocket } from "node:net"
import { NodeWS } from "@effect/platform-node"
import { Cause, Data, Effect, Redacted, Schema } from "effect"
import { Socket } from "effect/socket"
import { type LinkFault, linkFaultWords } from "../../domain/supervision/LinkFault.ts"
import type { Instant, Millis } from "../../domain/values/Time.ts"
import { NotConnected } from "../../ports/Overseer.ts"
import { lived } from "../../runtime/Timeline.ts"
import { faultOf } from "./linkFault.ts"

/** A dial that failed or a connection that ended, and why in a few words. */
export class Lost extends Data.TaggedError("Lost")<{ readonly why: string; readonly fault: LinkFault }> {}

export interface Dialling {
  readonly url: URL
  /** What our overseer knows its clients by. */
  readonly secret: Redacted.Redacted | undefined
  readonly openTimeout: Millis
  readonly pingEvery: Millis
  /** This many pings without any sign of life are a dead connection. */
  readonly pings: number
}

/** One open connection. */
export interface Connection {
  readonly openedAt: Instant
  /** Hands a message to this connection's socket, or fails; never waits and never uses another. */
  readonly send: (message: string) => Effect.Effect<void, NotConnected>
  /** Ends the connection at once, without a word to the other side. */
  readonly leave: Effect.Effect<void>
  /**
   * Reads until the connection is lost. `receive` gets the messages that came together; it must not wait. `alive` is told of every
   * stretch between two pings in which the other side answered.
   */
  readonly listen: (
    receive: (messages: ReadonlyArray<string>, heardAt: Instant) => Effect.Effect<void>,
    alive: (at: Instant) => void
  ) => Effect.Effect<never, Lost>
}

/** A list of 100,000 finished tasks is under 64 MiB; more than this ends the connection. */
const largestMessage = 256 * 1024 * 1024

const goodbye: Millis = 1_000

const hasMessage = Schema.is(Schema.Struct({ message: Schema.NonEmptyString }))

const fault = ({ reason }: Socket.SocketError): LinkFault => {
  if (reason._tag === "SocketCloseError") return { kind: "closed", status: null }
  if (reason._tag === "SocketOpenError" && reason.kind === "Timeout") return { kind: "mute", status: null }
  return faultOf(reason)
}

const said = ({ reason }: Socket.SocketError): string =>
  "cause" in reason && hasMessage(reason.cause) ? reason.cause.message : reason.message

const lost = (error: Socket.SocketError): Lost => {
  const why = fault(error)
  const words = linkFaultWords(why)
  // That nobody answered is all that there is to say of it.
  const more = why.kind === "mute" ? "" : ` (${said(error)})`
  return new Lost({ why: words === null ? said(error) : `${words}${more}`, fault: why })
}

const answered = (status: number): Lost => {
  const why: LinkFault = { kind: "http", status }
  return new Lost({ why: linkFaultWords(why) ?? "", fault: why })
}

const hangUp = (ws: NodeWS.WebSocket) =>
  Effect.callback<void>((resume) => {
    if (ws.readyState === NodeWS.WebSocket.CLOSED) return resume(Effect.void)
    ws.once("close", () => resume(Effect.void))
    ws.close(1000)
  }).pipe(Effect.interruptible, Effect.timeoutOption(goodbye), Effect.andThen(Effect.sync(() => ws.terminate())))

/** Lets what is written before the program turns to anything else leave together: ten thousand subscriptions are few writes. */
const together = (tcp: TcpSocket): void => {
  if (tcp.writableCorked > 0) return
  tcp.cork()
  process.nextTick(() => tcp.uncork())
}

/** Dials once. The connection is closed with its scope. */
export const dial = Effect.fnUntraced(function* ({ openTimeout, pingEvery, pings, secret, url }: Dialling) {
  const ws = yield* Effect.acquireRelease(
    Effect.try({
      // A recorder may print anything; a byte that is no UTF-8 must not end the connection.
      try: () =>
        new NodeWS.WebSocket(url, {
          maxPayload: largestMessage,
          perMessageDeflate: false,
          ...(secret === undefined ? {} : { headers: { authorization: `Bearer ${Redacted.value(secret)}` } }),
          skipUTF8Validation: true
        }),
      catch: (cause) =>
        new Lost({ why: hasMessage(cause) ? cause.message : "its address can't be dialled", fault: faultOf(cause) })
    }),
    hangUp
  )
  let unanswered = 0
  let status: number | undefined
  let tcp: TcpSocket | undefined
  ws.on("error", () => undefined)
  ws.on("upgrade", (response) => {
    tcp = response.socket
  })
  ws.on("unexpected-response", (_request, response) => {
    status = response.statusCode
    ws.terminate()
  })
  ws.on("pong", () => {
    unanswered = 0
  })
  const socket = yield* Socket.fromWebSocket(Effect.succeed(ws), { openTimeout })
  const { pull } = yield* socket.reader.pipe(
    Effect.mapError((error) => (status === undefined ? lost(error) : answered(status)))
  )
  const utf8 = new TextDecoder()

  const beat = Effect.fnUntraced(function* (alive: (at: Instant) => void) {
    yield* Effect.sleep(pingEvery)
    if (unanswered >= pings) {
      ws.terminate()
      return yield* new Lost({
        why: `${pings} pings in a row went unanswered`,
        fault: { kind: "silent", status: null }
      })
    }
    if (unanswered === 0) alive(yield* lived)
    unanswered++
    ws.ping()
  })

  const connection: Connection = {
    openedAt: yield* lived,
    send: (message) =>
      Effect.suspend(() => {
        if (ws.readyState !== NodeWS.WebSocket.OPEN) {
          return Effect.fail(new NotConnected({ reason: "the connection is closing" }))
        }
        if (tcp !== undefined) together(tcp)
        ws.send(message)
        return Effect.void
      }),
    leave: Effect.sync(() => ws.terminate()),
    listen: (receive, alive) => {
      const hear = Effect.gen(function* () {
        const frames = yield* Effect.mapError(pull, lost)
        unanswered = 0
        const heardAt = yield* lived
        yield* receive(
          frames.map((frame) => (typeof frame === "string" ? frame : utf8.decode(frame))),
          heardAt
        )
      })
      return Effect.raceFirst(Effect.forever(hear), Effect.forever(beat(alive))).pipe(
        Effect.catchDefect((defect) =>
          Effect.andThen(
            Effect.logError("a connection to the overseer ended by a fault of this program", Cause.die(defect)),
            Effect.fail(new Lost({ why: "a fault of this program", fault: { kind: "other", status: null } }))
          )
        )
      )
    }
  }
  return connection
})
