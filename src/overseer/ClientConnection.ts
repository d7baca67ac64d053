import { type Cause, Clock, Effect, Queue, Result, type Scope } from "effect"
import type { RawData, WebSocket } from "ws"
import type { Steady } from "../domain/values/Time.ts"
import * as Loop from "../runtime/Loop.ts"
import { momentBy } from "../runtime/Time.ts"
import type { Supervisor } from "./Supervisor.ts"
import { read } from "./wire/ClientMessage.ts"
import { encode } from "./wire/ServerMessage.ts"

/** A client with more bytes than this left to read is behind: the processes it follows are held up meanwhile. */
const behindAt = 1024 * 1024

/** For so many milliseconds at most; one that is still behind then is given up. */
const indulgence = 5000

/** One with more than this many bytes left to read is given up at once. */
const backlog = 64 * 1024 * 1024

/** How many messages of a client may wait for their turn before its socket is left unread. */
const pending = 256

/** A client that is silent over this many pings in a row is given up. */
const silences = 3
const heartbeat = "30 seconds"

const text = (data: RawData): string => {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8")
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8")
}

/** Pings while the socket lives; ends it when the far end has gone without a trace. */
const keepAlive = (socket: WebSocket): Effect.Effect<void, never, Scope.Scope> => {
  let silent = 0
  const heard = () => {
    silent = 0
  }
  socket.on("pong", heard).on("message", heard).on("ping", heard)
  const beat = Effect.sync(() => {
    if (silent++ >= silences) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.ping()
  })
  return Loop.run("pings of a client", Effect.delay(beat, heartbeat))
}

/**
 * Serves a socket until the client has gone and all it said has been dealt with: one message after another, each to
 * its end. A client that does not read what it is sent holds up what it follows for some seconds, then it loses its
 * connection. So does one that sends text that is not JSON.
 */
export const serve = Effect.fnUntraced(function* (socket: WebSocket, supervisor: Supervisor) {
  const inbox = yield* Queue.unbounded<string, Cause.Done>()
  const clock = yield* Clock.Clock
  let behindSince: Steady | undefined
  const behind = () => {
    const left = socket.readyState === socket.OPEN ? socket.bufferedAmount : 0
    if (left <= behindAt) {
      behindSince = undefined
      return false
    }
    const now = momentBy(clock).steady
    behindSince ??= now
    if (left > backlog || now - behindSince > indulgence) socket.terminate()
    return true
  }
  const send = (frame: string) => {
    behind()
    if (socket.readyState === socket.OPEN) socket.send(frame)
  }
  const connection = supervisor.connect({ send, behind })
  socket.on("message", (data) => {
    Queue.offerUnsafe(inbox, text(data))
    if (Queue.sizeUnsafe(inbox) > pending) socket.pause()
  })
  socket.on("error", () => socket.terminate())
  socket.on("close", () => {
    supervisor.disconnect(connection)
    Queue.endUnsafe(inbox)
  })
  yield* keepAlive(socket)

  const handle = (frame: string): Effect.Effect<void> => {
    if (socket.isPaused && Queue.sizeUnsafe(inbox) < pending) socket.resume()
    const message = read(frame)
    if (Result.isSuccess(message)) return supervisor.receive(connection, message.success)
    const { id, json, message: sentence } = message.failure
    if (json) send(encode({ type: "error", id, message: sentence }))
    else socket.terminate()
    return Effect.void
  }
  yield* Queue.take(inbox).pipe(
    Effect.flatMap(handle),
    Effect.forever,
    Effect.ignore,
    // A client whose message met a fault of ours is not left without an answer: it dials again and asks what runs.
    Effect.onError(() => Effect.sync(() => socket.terminate()))
  )
}, Effect.scoped)
