import { NodeHttpServer, NodeServices } from "@effect/platform-node"
import { layer, type Vitest } from "@effect/vitest"
import { Clock, Context, Effect, ErrorReporter, FileSystem, Layer, Logger, Option, Redacted, Ref } from "effect"
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
import type { Role } from "../../src/domain/accounts/User.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import * as CookieNames from "../../src/http/CookieNames.ts"
import { HttpSettings } from "../../src/http/HttpSettings.ts"
import type { Identity } from "../../src/http/identity/Identity.ts"
import * as TokenIdentity from "../../src/http/identity/TokenIdentity.ts"
import * as Routes from "../../src/http/Routes.ts"
import { gracefulServer } from "../../src/main/gracefulServer.ts"
import * as Programs from "../../src/main/Programs.ts"
import { LoopDelay } from "../../src/ports/LoopDelay.ts"
import { MachineAddresses } from "../../src/ports/Machine.ts"
import { Passwords } from "../../src/ports/Passwords.ts"
import { Users } from "../../src/ports/Users.ts"
import * as Scripted from "../adapters/overseer/Scripted.ts"
import { inMemory, type Kind, stores } from "./Stores.ts"

/** What proxied worlds call their installation. */
export const installation = "world1"

/** Where the machine of each world is to be had in its network. */
export const ownAddress = "198.51.100.77"

export const jwtSecret = Redacted.make("a secret of thirty-two bytes or more, for tests")
export const password = "correct horse battery"

/** Where the server of a test listens, what it reported, and where its recordings lie. */
export class Site extends Context.Service<
  Site,
  { readonly url: string; readonly reported: Ref.Ref<ReadonlyArray<string>>; readonly mediaRoot: string }
>()("test/http/Site") {}

export interface WorldOptions {
  /** Memory unless another is given. */
  readonly store?: Kind
  readonly identity?: Layer.Layer<Identity>
  readonly overseer?: Scripted.Options
  readonly secureCookies?: boolean
  readonly publicPath?: string
  readonly mediaAccel?: boolean
  readonly metricsToken?: string
  readonly passwords?: Layer.Layer<Passwords>
  readonly channels?: ReadonlyArray<string>
  readonly perName?: number
  readonly perAddress?: number
  /** What is measured of the event loop, in milliseconds; the process itself if absent. */
  readonly loopDelay?: number
}

const folder = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-http-" })
  yield* fs.makeDirectory(`${root}/media`)
  yield* fs.makeDirectory(`${root}/public`)
  yield* fs.writeFileString(`${root}/public/index.html`, '<!doctype html><base href="/" /><title>Sticky DVR</title>')
  return root
}).pipe(Effect.provide(NodeServices.layer), Effect.orDie)

/** The whole backend over a store and a scripted overseer, behind a real server on a port of its own. */
export const world = (options: WorldOptions = {}) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const root = yield* folder
      const reported = Ref.makeUnsafe<ReadonlyArray<string>>([])
      const mediaRoot = `${root}/media`
      const reporter = ErrorReporter.make(({ error }) => {
        // Reporters are plain functions; a reference is only a cell.
        reported.ref.current = [...reported.ref.current, String(error.stack ?? error)]
      })
      const settings = Layer.succeed(HttpSettings, {
        publicDir: `${root}/public`,
        publicPath: options.publicPath ?? "",
        secureCookies: options.secureCookies ?? true,
        mediaAccel: options.mediaAccel ?? false,
        metricsToken: options.metricsToken === undefined ? null : Redacted.make(options.metricsToken),
        version: "0.0.0"
      })
      const outside = Layer.mergeAll(
        options.store ?? inMemory,
        Scripted.layer(options.overseer ?? {}),
        options.passwords ?? Bcrypt.layer(4),
        Jwt.layer(jwtSecret),
        Layer.provideMerge(MediaCopy.layer, MediaFiles.layer(mediaRoot)),
        ExportFiles.layer(mediaRoot),
        PlaybackIndex.layer(mediaRoot),
        ChannelFiles.layer(options.channels ?? []),
        ParameterRules.layer,
        options.loopDelay === undefined
          ? EventLoop.layer
          : Layer.succeed(LoopDelay, { p99: Effect.succeed(options.loopDelay) }),
        Layer.succeed(MachineAddresses, () => ["127.0.0.1", ownAddress]),
        Converter.layer(null),
        Converter.thumbnailer(null)
      )
      const limits = Layer.succeed(Limits, {
        window: "1 minute",
        perNetwork: options.perAddress ?? 10_000,
        perAccount: options.perName ?? 10_000,
        perAccountAnywhere: 10_000
      })
      const site = Layer.effect(
        Site,
        Effect.map(HttpServer.HttpServer, ({ address }) => ({
          url: "port" in address ? `http://127.0.0.1:${address.port}` : "",
          reported,
          mediaRoot
        }))
      )
      return Layer.merge(Routes.serve, site).pipe(
        Layer.provide(NodeHttpServer.layer(gracefulServer, { port: 0, host: "127.0.0.1" })),
        Layer.provide(options.identity ?? TokenIdentity.layer),
        Layer.provideMerge(CookieNames.layer(options.identity === undefined ? null : installation)),
        Layer.provide([settings, ErrorReporter.layer([reporter])]),
        Layer.provideMerge(Programs.layer),
        Layer.provide(limits),
        Layer.provideMerge(Supervision.layer),
        Layer.provideMerge(outside),
        Layer.provide(Logger.layer([]))
      )
    })
  )

type World = Layer.Success<ReturnType<typeof world>>

/** Runs tests on a backend of their own over each kind of store, which the suite's name tells. */
export const onEachStore =
  (options: WorldOptions = {}) =>
  (name: string, tests: (it: Vitest.MethodsNonLive<World>) => void): void => {
    for (const [kind, store] of Object.entries(stores))
      layer(world({ ...options, store }), { excludeTestServices: true })(`${name} (${kind})`, tests)
  }

/** Adds a user with the tests' password. */
export const addUser = Effect.fnUntraced(function* (username: string, role: Role = "user") {
  const passwords = yield* Passwords
  const passwordHash = yield* passwords.hash(Redacted.make(password))
  const at = Instant.make(yield* Clock.currentTimeMillis)
  const users = yield* Users
  const known = yield* users.credentials(username)
  if (Option.isSome(known)) return known.value.user
  return yield* Effect.orDie(users.create({ username, passwordHash, role, at }))
})
