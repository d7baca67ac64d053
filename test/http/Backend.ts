import { NodeHttpServer, NodeServices } from "@effect/platform-node"
import { Context, Effect, ErrorReporter, Exit, FileSystem, Layer, Logger, Ref, Scope } from "effect"
import { HttpServer } from "effect/http"
import * as ParameterRules from "../../src/adapters/cel/ParameterRules.ts"
import * as Converter from "../../src/adapters/converter/Converter.ts"
import * as Bcrypt from "../../src/adapters/crypto/Bcrypt.ts"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import * as MediaCopy from "../../src/adapters/ffmpeg/MediaCopy.ts"
import * as ChannelFiles from "../../src/adapters/files/ChannelFiles.ts"
import * as ExportFiles from "../../src/adapters/files/ExportFiles.ts"
import * as MediaFiles from "../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../src/adapters/files/PlaybackIndex.ts"
import * as EventLoop from "../../src/adapters/process/EventLoop.ts"
import { Limits } from "../../src/app/accounts/Attempts.ts"
import * as Supervision from "../../src/app/supervision/Supervision.ts"
import * as CookieNames from "../../src/http/CookieNames.ts"
import { HttpSettings } from "../../src/http/HttpSettings.ts"
import * as TokenIdentity from "../../src/http/identity/TokenIdentity.ts"
import * as Routes from "../../src/http/Routes.ts"
import { gracefulServer } from "../../src/main/gracefulServer.ts"
import * as Programs from "../../src/main/Programs.ts"
import * as Scripted from "../adapters/overseer/Scripted.ts"
import type { Store } from "../contracts/World.ts"
import { jwtSecret, Site } from "./World.ts"

export interface Options {
  /** What every boot stores into; a layer that is built anew each time must find what was stored before. */
  readonly store: Layer.Layer<Store, unknown>
  readonly overseer?: Scripted.Options
  readonly converter?: string
  readonly thumbnailer?: string
}

/** On a busy machine a test may pause for longer than a connection is usually kept, and would find it closed as it asks. */
const patientlyKept = () => gracefulServer({ keepAliveTimeout: 120_000 })

const limits = Layer.succeed(Limits, {
  window: "1 minute",
  perNetwork: 10_000,
  perAccount: 10_000,
  perAccountAnywhere: 10_000
})

const pages = Layer.succeed(HttpSettings, {
  publicDir: null,
  publicPath: "",
  secureCookies: true,
  mediaAccel: false,
  metricsToken: null,
  version: "0.0.0"
})

/**
 * A backend that can be ended and started again while its store, its overseer and its recordings go on. In real time, behind a
 * server on a port of its own.
 */
export const backend = Effect.fnUntraced(function* (options: Options) {
  const fs = yield* FileSystem.FileSystem
  const outer = yield* Effect.scope
  const mediaRoot = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-backend-" })
  const overseer = yield* Layer.build(Scripted.layer(options.overseer ?? {}))
  const scripted = Context.get(overseer, Scripted.ScriptedOverseer)
  const reported = yield* Ref.make<ReadonlyArray<string>>([])
  const reporter = ErrorReporter.make(({ error }) => {
    // Reporters are plain functions; a reference is only a cell.
    reported.ref.current = [...reported.ref.current, String(error.stack ?? error)]
  })

  const boot = Effect.gen(function* () {
    const outside = Layer.mergeAll(
      options.store,
      Layer.succeedContext(overseer),
      Bcrypt.layer(4),
      Jwt.layer(jwtSecret),
      Layer.provideMerge(MediaCopy.layer, MediaFiles.layer(mediaRoot)),
      ExportFiles.layer(mediaRoot),
      PlaybackIndex.layer(mediaRoot),
      ChannelFiles.layer([]),
      ParameterRules.layer,
      EventLoop.layer,
      Converter.layer(options.converter ?? null),
      Converter.thumbnailer(options.thumbnailer ?? null)
    )
    const site = Layer.effect(
      Site,
      Effect.map(HttpServer.HttpServer, ({ address }) => ({
        url: "port" in address ? `http://127.0.0.1:${address.port}` : "",
        reported,
        mediaRoot
      }))
    )
    const world = Layer.merge(Routes.serve, site).pipe(
      Layer.provide(NodeHttpServer.layer(patientlyKept, { port: 0, host: "127.0.0.1" })),
      Layer.provide(TokenIdentity.layer),
      Layer.provideMerge(CookieNames.layer(null)),
      Layer.provide([pages, ErrorReporter.layer([reporter])]),
      Layer.provideMerge(Programs.layer),
      Layer.provide(limits),
      Layer.provideMerge(Supervision.layer),
      Layer.provideMerge(outside),
      Layer.provide(Logger.layer([])),
      Layer.fresh
    )
    const scope = yield* Scope.fork(outer)
    const context = yield* Layer.buildWithScope(world, scope)
    return {
      /** Asks this backend, as the effects of `Client` do. */
      with: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provideContext(effect, context),
      /** Ends it in order, as SIGTERM does. */
      end: Effect.andThen(Scope.close(scope, Exit.void), scripted.newClient)
    }
  })

  return { boot, scripted, mediaRoot, reported: Ref.get(reported) }
}, Effect.provide(NodeServices.layer))
