import { NodeWS } from "@effect/platform-node"
import { Data, Effect, Option, Predicate, Schema } from "effect"

/** No answer came, and why in a few words. */
export class Unanswered extends Data.TaggedError("Unanswered")<{ readonly reason: string }> {}

/** How long a neighbour has from the dial to the last answer. */
const patience = "2 seconds"

/** A list of 100,000 finished tasks is smaller. */
const largestAnswer = 64 * 1024 * 1024

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

type Message = Readonly<Record<string, unknown>>

const isMessage = (value: unknown): value is Message => Predicate.isObject(value) && !Array.isArray(value)

const id = "sticky-dvr"

const dial = (url: string) =>
  Effect.try({
    try: () => {
      const ws = new NodeWS.WebSocket(url, {
        maxPayload: largestAnswer,
        perMessageDeflate: false,
        skipUTF8Validation: true
      })
      // An error may still come after the connection was given up.
      return ws.on("error", () => undefined)
    },
    catch: () => new Unanswered({ reason: "its address can't be dialled" })
  })

/** Sends one request and waits for the reply of this type; everything else is passed over. */
const exchange = (ws: NodeWS.WebSocket, request: string, reply: string) =>
  Effect.callback<Message, Unanswered>((resume) => {
    const fail = (reason: string) => resume(Effect.fail(new Unanswered({ reason })))
    ws.on("open", () => ws.send(JSON.stringify({ type: request, id })))
    ws.on("message", (data) => {
      const message = Option.getOrUndefined(decodeJson(String(data)))
      if (!isMessage(message) || message["id"] !== id) return
      if (message["type"] === reply) resume(Effect.succeed(message))
      if (message["type"] === "error") fail(`it answers: ${String(message["message"])}`)
    })
    ws.on("error", (error) => fail(`it can't be reached: ${error.message === "" ? "the dial failed" : error.message}`))
    ws.on("close", () => fail("it closed the connection without an answer"))
  })

/**
 * The reply to one request of the overseer's protocol, as the converter and the thumbnailer speak it too, decoded. A connection
 * is opened for it and closed at once.
 */
export const ask = <A, I>(url: string, request: string, reply: string, schema: Schema.Codec<A, I>) =>
  Effect.acquireUseRelease(
    dial(url),
    (ws) => exchange(ws, request, reply),
    (ws) => Effect.sync(() => ws.terminate())
  ).pipe(
    Effect.flatMap((message) =>
      Effect.mapError(
        Schema.decodeUnknownEffect(schema)(message),
        () => new Unanswered({ reason: `its answer to ${request} can't be read` })
      )
    ),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(new Unanswered({ reason: "it did not answer within two seconds" }))
    })
  )
