import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Effect, FiberSet, Option, Predicate, Schema } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import { notInstalled } from "../programs/howToGet.ts"
import { isInstalled } from "../programs/Installed.ts"
import type { Pictures } from "./Pictures.ts"
import { wantedBy } from "./Wanted.ts"

/** Where to listen. Port 0 takes a free one. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** It can't listen there. */
export class CannotListen extends Schema.TaggedError<CannotListen>()("CannotListen", { message: Schema.String }) {}

/** No request that is understood is longer, in bytes. */
const longestMessage = 4096

const plain = { "content-type": "text/plain; charset=utf-8" }
const caching = { "cache-control": "public, max-age=10" }

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** What of a message an answer repeats. */
const requestIn = (text: string) => {
  const message = Option.getOrUndefined(decode(text))
  return Predicate.isObject(message) && "type" in message ? { type: message["type"], id: message["id"] } : undefined
}

/** Serves pictures by their paths, and at `/ws` the two requests of the overseer's protocol that tell how it fares. */
export const serve = Effect.fnUntraced(function* (pictures: Pictures, { host, port }: Address, path: string) {
  const run = yield* FiberSet.makeRuntime()

  const answer = Effect.fnUntraced(function* ({ method, url = "/" }: IncomingMessage, response: ServerResponse) {
    const wanted = method === "GET" || method === "HEAD" ? wantedBy(url) : Option.none()
    if (url === "/livez") return void response.writeHead(200).end()
    if (Option.isNone(wanted)) return void response.writeHead(404, plain).end("there is no such picture\n")
    const picture = yield* pictures.picture(wanted.value)
    // That there is none yet is nothing wrong.
    if (Option.isNone(picture)) return void response.writeHead(204, caching).end()
    const headers = { ...caching, "content-type": "image/jpeg", "content-length": picture.value.length }
    response.writeHead(200, headers).end(method === "HEAD" ? undefined : picture.value)
  })

  const told = Effect.fnUntraced(function* (text: string) {
    const asked = requestIn(text)
    const { counted, pool } = yield* pictures.figures
    const missing = isInstalled("ffmpeg", path) ? [] : [notInstalled("ffmpeg")]
    switch (asked?.type) {
      case "pool_info":
        return { type: "pool_info", id: asked.id, pool, missing }
      case "metrics":
        return { type: "metrics", id: asked.id, global: counted }
      default:
        return { type: "error", id: asked?.id, message: "only pool_info and metrics are understood" }
    }
  })

  const talk = (client: WebSocket) => {
    client.on("error", () => undefined)
    client.on(
      "message",
      (data) => void run(Effect.map(told(String(data)), (said) => client.send(JSON.stringify(said))))
    )
  }

  const server = yield* Effect.acquireRelease(
    Effect.sync(() => createServer((request, response) => void run(answer(request.resume(), response)))),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )
  const sockets = yield* Effect.acquireRelease(
    Effect.sync(
      () => new WebSocketServer({ server, path: "/ws", perMessageDeflate: false, maxPayload: longestMessage })
    ),
    ({ clients }) =>
      Effect.sync(() => {
        for (const client of clients) client.terminate()
      })
  )
  sockets.on("connection", talk)
  return yield* Effect.callback<number, CannotListen>((resume) => {
    const refused = ({ message }: Error) =>
      resume(Effect.fail(new CannotListen({ message: `cannot listen: ${message}` })))
    sockets.on("error", refused)
    server.listen({ host, port }, () => {
      const address = server.address()
      if (address !== null && typeof address === "object") resume(Effect.succeed(address.port))
    })
  })
})
