import { Context, Effect, Layer, Logger } from "effect"
import * as WsOverseer from "../../../src/adapters/overseer/WsOverseer.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { hearing } from "./hearing.ts"
import * as WsServer from "./WsServer.ts"

export const a = TaskId.make("sd-0123abcd-1-A")
export const b = TaskId.make("sd-0123abcd-2-B")
export const ts = "2026-11-22T11:30:53.524903465Z"

export const command = (taskId: TaskId) => ({ taskId, action: "hls", params: { source: "x", out: "/recordings" } })

/** The client under test, without its log lines. */
export const client = (options: WsOverseer.Options) =>
  Effect.map(Layer.build(WsOverseer.layer(options).pipe(Layer.provide(Logger.layer([])))), (services) =>
    Context.get(services, Overseer)
  )

/** The client, connected to a server in the test's hand. */
export const scene = Effect.fnUntraced(function* (options: Partial<WsOverseer.Options> = {}) {
  const server = yield* WsServer.make
  const overseer = yield* client({ url: server.url, ...options })
  const ear = yield* hearing(overseer.news)
  const peer = yield* server.accept
  yield* ear.up(1)
  return { server, overseer, ear, peer }
})

export const fork = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })
