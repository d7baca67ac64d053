import { NodeHttpServer } from "@effect/platform-node"
import { Console, Effect, Layer, Option, Redacted } from "effect"
import * as ParameterRules from "../adapters/cel/ParameterRules.ts"
import * as Converter from "../adapters/converter/Converter.ts"
import * as Bcrypt from "../adapters/crypto/Bcrypt.ts"
import * as Jwt from "../adapters/crypto/Jwt.ts"
import * as MediaCopy from "../adapters/ffmpeg/MediaCopy.ts"
import * as ChannelFiles from "../adapters/files/ChannelFiles.ts"
import * as MediaFiles from "../adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../adapters/files/PlaybackIndex.ts"
import * as WsOverseer from "../adapters/overseer/WsOverseer.ts"
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

/** Who answers while there is no database. */
const waiting = (environment: Environment) =>
  Waiting.serve.pipe(Layer.provide(server(environment, "1 second")), Layer.provide(settings(environment)))

const outside = (environment: Environment) =>
  Layer.mergeAll(
    Pg.layer({
      dsn: environment.dsn,
      poolSize: environment.poolSize,
      migrationsDir: environment.migrationsDir,
      meanwhile: waiting(environment)
    }),
    WsOverseer.layer({
      url: new URL(environment.overseerUrl),
      ...(environment.overseerSecret === null ? {} : { secret: environment.overseerSecret })
    }),
    Bcrypt.layer(environment.bcryptCost),
    Jwt.layer(environment.jwtSecret),
    Layer.provideMerge(MediaCopy.layer, MediaFiles.layer(environment.mediaRoot)),
    PlaybackIndex.layer(environment.mediaRoot),
    ChannelFiles.layer(environment.channels),
    ParameterRules.layer,
    EventLoop.layer,
    MachineAddresses.layer,
    MachineRoom.layer,
    Converter.layer(environment.converterUrl),
    Converter.thumbnailer(environment.thumbnailerUrl)
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

const identity = (environment: Environment) =>
  Layer.provideMerge(
    environment.identity._tag === "proxied" ? ProxiedIdentity.layer(environment.identity.secret) : TokenIdentity.layer,
    CookieNames.layer(environment.installation)
  )

/** The rules and the trash, which know of each other what could not be erased. */
const keptStorage = Layer.provide(Layer.mergeAll(StorageKeeping.layer, Trash.layer), Postponed.layer)

/** The whole backend, joined: stores and neighbours, supervision, programs, and the server that answers for them. */
export const backendLayer = (environment: Environment) =>
  Routes.serve.pipe(
    Layer.provide(server(environment, "10 seconds")),
    Layer.provide(identity(environment)),
    Layer.provide(settings(environment)),
    Layer.merge(Layer.mergeAll(Pruning.layer, Cataloguing.layer, keptStorage)),
    Layer.provide(Programs.layer),
    Layer.provide(Supervision.layer),
    Layer.provide(Layer.provide(seeded(environment), Auditing.layer)),
    Layer.provide(outside(environment))
  )
