import { NodeHttpServer } from "@effect/platform-node"
import { Console, Effect, Layer, Option, Redacted } from "effect"
import * as ParameterRules from "../adapters/cel/ParameterRules.ts"
import * as Converter from "../adapters/converter/Converter.ts"
import * as Bcrypt from "../adapters/crypto/Bcrypt.ts"
import * as Jwt from "../adapters/crypto/Jwt.ts"
import * as MediaCopy from "../adapters/ffmpeg/MediaCopy.ts"
import * as ChannelFiles from "../adapters/files/ChannelFiles.ts"
import * as ExportFiles from "../adapters/files/ExportFiles.ts"
import * as MediaFiles from "../adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../adapters/files/PlaybackIndex.ts"
import * as WsOverseer from "../adapters/overseer/WsOverseer.ts"
import { patiently } from "../adapters/pg/patiently.ts"
import * as Pg from "../adapters/pg/Store.ts"
import * as EventLoop from "../adapters/process/EventLoop.ts"
import * as MachineAddresses from "../adapters/process/MachineAddresses.ts"
import * as MachineRoom from "../adapters/process/MachineRoom.ts"
import * as Auditing from "../app/accounts/Auditing.ts"
import { settleNames } from "../app/accounts/LoginNames.ts"
import * as Cataloguing from "../app/recordings/Cataloguing.ts"
import * as Postponed from "../app/recordings/Postponed.ts"
import * as StorageKeeping from "../app/recordings/StorageKeeping.ts"
import * as Trash from "../app/recordings/Trash.ts"
import * as Pruning from "../app/settings/Pruning.ts"
import { firstAdmin, firstSettings } from "../app/settings/Seeding.ts"
import { firstChannels } from "../app/subscriptions/Channels.ts"
import { CurrentSettings } from "../app/supervision/live/CurrentSettings.ts"
import * as Supervision from "../app/supervision/Supervision.ts"
import * as CookieNames from "../http/CookieNames.ts"
import { HttpSettings } from "../http/HttpSettings.ts"
import * as ProxiedIdentity from "../http/identity/ProxiedIdentity.ts"
import * as TokenIdentity from "../http/identity/TokenIdentity.ts"
import * as Routes from "../http/Routes.ts"
import * as Waiting from "../http/Waiting.ts"
import type { Environment } from "./Environment.ts"
import { gracefulServer } from "./gracefulServer.ts"
import * as Programs from "./Programs.ts"
import { version } from "./version.ts"

const settings = (environment: Environment) =>
  Layer.succeed(HttpSettings, {
    publicDir: environment.publicDir,
    publicPath: environment.publicPath,
    secureCookies: environment.secureCookies,
    metricsToken: environment.metricsToken,
    mediaAccel: environment.identity._tag === "proxied",
    version
  })

const server = ({ host, port }: Environment, gracefulShutdownTimeout: "1 second" | "10 seconds") =>
  NodeHttpServer.layer(gracefulServer, { port, host, gracefulShutdownTimeout })

const neighbours = (environment: Environment) =>
  Layer.mergeAll(
    WsOverseer.layer({
      url: new URL(environment.overseerUrl),
      ...(environment.overseerSecret === null ? {} : { secret: environment.overseerSecret })
    }),
    Bcrypt.layer(environment.bcryptCost),
    Jwt.layer(environment.jwtSecret),
    Layer.provideMerge(MediaCopy.layer, MediaFiles.layer(environment.mediaRoot)),
    ExportFiles.layer(environment.mediaRoot),
    PlaybackIndex.layer(environment.mediaRoot),
    ChannelFiles.layer(environment.channels),
    ParameterRules.layer,
    EventLoop.layer,
    MachineAddresses.layer,
    MachineRoom.layer,
    Converter.layer(environment.converterUrl),
    Converter.thumbnailer(environment.thumbnailerUrl)
  )

const claims = (environment: Environment) =>
  environment.identity._tag === "proxied" ? ProxiedIdentity.layer(environment.identity.secret) : TokenIdentity.layer

const identity = (environment: Environment) =>
  Layer.provideMerge(claims(environment), CookieNames.layer(environment.installation))

/** Who answers while the database is waited for. */
const waiting = (environment: Environment) => (trouble: Effect.Effect<string>) =>
  Waiting.serve(trouble).pipe(
    Layer.provide(server(environment, "1 second")),
    Layer.provide(Layer.provide(claims(environment), CookieNames.unknown)),
    Layer.provide(settings(environment))
  )

/** Settings, channels and the first admin are there before anything is supervised or served. */
const seeded = (environment: Environment) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      if (environment.seed !== null) yield* firstSettings(environment.seed)
      yield* settleNames
      yield* firstChannels
      const made = yield* firstAdmin(environment.adminUsername, environment.adminPassword)
      if (Option.isNone(made)) return
      yield* Console.log(
        [
          "",
          "  The first admin was made. This password is shown once:",
          `    user name  ${environment.adminUsername}`,
          `    password   ${Redacted.value(made.value)}`,
          ""
        ].join("\n")
      )
    })
  )

/** The rules and the trash, which know of each other what could not be erased. */
const keptStorage = Layer.provide(Layer.mergeAll(StorageKeeping.layer, Trash.layer), Postponed.layer)

/** Nobody is answered, and nothing is started, with settings that are not in force. */
const settingsInForce = Layer.effectDiscard(CurrentSettings.use(({ refresh }) => refresh))

/** All that stands on the stores, joined: supervision, programs, and what goes on by itself. */
const standing = <A, E, R>(environment: Environment, stores: Layer.Layer<A, E, R>) =>
  Layer.mergeAll(Pruning.layer, Cataloguing.layer, keptStorage, settingsInForce).pipe(
    Layer.provideMerge(Programs.layer),
    Layer.provideMerge(Supervision.layer),
    Layer.provide(Layer.provide(seeded(environment), Auditing.layer)),
    Layer.provideMerge(stores)
  )

/** The whole backend over these stores, which are waited for: neighbours, supervision, programs, and the server that answers for them. */
export const backendOver = <A, E, R>(environment: Environment, stores: Layer.Layer<A, E, R>) =>
  Routes.serve.pipe(
    Layer.provide(server(environment, "10 seconds")),
    Layer.provide(identity(environment)),
    Layer.provide(settings(environment)),
    Layer.provide(patiently(standing(environment, stores), waiting(environment))),
    Layer.provide(neighbours(environment))
  )

export const backendLayer = (environment: Environment) => backendOver(environment, Pg.layer(environment))
