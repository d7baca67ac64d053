import { createServer as createHttpServer, type Server as HttpServer } from "node:http"
import { createServer, type Server } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { linkFaultWords } from "../../../src/domain/supervision/LinkFault.ts"
import { ofSource } from "../../../src/domain/supervision/Status.ts"
import { sentence } from "../../../src/domain/supervision/wording.ts"
import { capturing, cases } from "../../domain/supervision/facts.ts"
import { at } from "../../domain/supervision/given.ts"
import * as Hearing from "./hearing.ts"
import { client } from "./Scene.ts"

const portOf = (server: Server | HttpServer): number => {
  const address = server.address()
  return address === null || typeof address === "string" ? 0 : address.port
}

const listening = <S extends Server | HttpServer>(make: () => S) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<S>((resume) => {
        const server = make()
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    ),
    portOf
  )

/** Answers whoever asks for a WebSocket with this status. */
const answering = (status: number) =>
  listening(() =>
    createHttpServer().on("upgrade", (_request, socket) => {
      socket.on("error", () => undefined)
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 10\r\nconnection: close\r\n\r\nforbidden\n`)
    })
  )

/** Takes calls and says nothing. */
const mute = listening(() => createServer((socket) => void socket.on("error", () => undefined)))

/** A port that nobody listens on any more. */
const unheard = Effect.scoped(mute)

/** Why the overseer at this address can't be reached, as it is told once it was dialled. */
const faultAt = Effect.fnUntraced(function* (url: string, openTimeout = 60_000) {
  const overseer = yield* client({ url: new URL(url), openTimeout })
  const ear = yield* Hearing.hearing(overseer.news)
  const news = yield* Effect.timeout(
    ear.first((item) => item._tag === "away"),
    "30 seconds"
  )
  return news._tag === "away" ? news.fault : assert.fail(news._tag)
})

const facts = cases.find(({ facts }) => facts.wanted && facts.history.errored === null && facts.hold === null)?.facts

describe("T12: why the overseer can't be reached", () => {
  it.live.each([
    { status: 403, words: "it refuses this backend (HTTP 403)" },
    { status: 401, words: "it refuses this backend (HTTP 401)" },
    { status: 404, words: "no overseer is at that address (HTTP 404)" },
    { status: 502, words: "it answers HTTP 502 and no WebSocket" }
  ])("is an answer of HTTP $status", ({ status, words }) =>
    Effect.gen(function* () {
      const fault = yield* faultAt(`ws://127.0.0.1:${yield* answering(status)}/ws`)
      assert.deepStrictEqual(fault, { kind: "http", status })
      assert.strictEqual(linkFaultWords(fault), words)
    })
  )

  it.live("is an address that takes the call and never answers", () =>
    Effect.gen(function* () {
      const fault = yield* faultAt(`ws://127.0.0.1:${yield* mute}/ws`, 200)
      assert.deepStrictEqual(fault, { kind: "mute", status: null })
    })
  )

  it.live("is a port that nobody listens at", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* faultAt(`ws://127.0.0.1:${yield* unheard}/ws`)).kind, "refused_connection")
    })
  )

  it.live("is a name that is not found", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* faultAt("ws://overseer.invalid:8090/ws")).kind, "dns")
    })
  )

  it.live("is TLS where none is spoken", () =>
    Effect.gen(function* () {
      const plain = yield* listening(() => createHttpServer())
      assert.strictEqual((yield* faultAt(`wss://127.0.0.1:${plain}/ws`)).kind, "tls")
    })
  )

  it("stands in the sentence of what is unknown for it, without an address", () => {
    const linkDown = {
      since: at(1000),
      lastHeardAt: at(900),
      reached: false,
      fault: { kind: "http", status: 403 }
    } as const
    if (facts === undefined) return assert.fail("no such case")
    const verdict = ofSource({ ...facts, run: capturing, linkDown })
    assert.match(
      sentence(verdict),
      /^The overseer can't be reached since \S+: it refuses this backend \(HTTP 403\)\. Last word from it at \S+, status then: recording\.$/
    )
  })
})
