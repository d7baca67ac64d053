import { delimiter } from "node:path"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, FileSystem, Path, Redacted } from "effect"
import { textOf } from "../../environment/Variables.ts"
import * as Claim from "../processes/Claim.ts"
import { keptPort } from "../processes/freePort.ts"
import * as Child from "./Child.ts"
import * as EmbeddedDatabase from "./EmbeddedDatabase.ts"
import { keepRunning } from "./KeepRunning.ts"
import { refuse } from "./LaunchRefused.ts"
import * as Leftovers from "./Leftovers.ts"
import * as Readiness from "./Readiness.ts"
import { requireFree } from "./requireFree.ts"
import * as Secret from "./Secret.ts"
import { memory, type Program, type Programs } from "./StackPrograms.ts"
import type { Settings } from "./StackSettings.ts"

/** What recorders and the channel, which may be other people's programs, have no business to know. */
const withoutSecrets = {
  ADMIN_USERNAME: undefined,
  ADMIN_PASSWORD: undefined,
  DB_DSN: undefined,
  JWT_SECRET: undefined,
  METRICS_TOKEN: undefined,
  OVERSEER_SECRET: undefined,
  PROXY_SECRET: undefined
}

const channelsFile = (port: number) =>
  [
    "# Generated anew at each start: channels of your own belong into the file that CHANNELS names.\n",
    ...["testcard", "blinker"].map((name) => `${name}: http://127.0.0.1:${port}/${name}/master.m3u8\n`)
  ].join("")

/** What else happens when a program has started, and when it has ended, with the cause. */
interface Moments {
  readonly started: Effect.Effect<void>
  readonly ended: (cause: string) => Effect.Effect<void>
}

const quietly: Moments = { started: Effect.void, ended: () => Effect.void }

/**
 * Starts the one-machine stack and keeps it running until the scope closes, which ends all of it, the backend first. Fails
 * with sentences for people when it can't start; `failed` does so later, when the backend gives up before it was ever ready.
 */
export const start = Effect.fn("Stack.start")(
  function* (settings: Settings, programs: Programs, hurry: Effect.Effect<void>) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { dataDir, host, port } = settings
    const runDir = path.join(dataDir, "run")
    yield* fs.makeDirectory(runDir, { recursive: true, mode: 0o700 })
    yield* Claim.hold(runDir, "launcher")
    yield* Leftovers.endAll(runDir, ["backend", "overseer", "thumbnailer", "channel"])
    yield* requireFree(host, port)

    const bare = settings.logFormat === "json"
    const prefixOf = (role: string) => (bare ? "" : `${role.padEnd(8)} | `)
    const keep = (role: string, program: Program, env: Child.Options["env"], moments = quietly) =>
      Child.start({ role, program, env, runDir, prefix: prefixOf(role), hurry }).pipe(
        Effect.tap(() => Effect.forkScoped(moments.started)),
        Effect.flatMap((child) => child.ended),
        Effect.tap(moments.ended),
        Effect.scoped,
        Effect.catch((error) => Effect.succeed(error.message)),
        (life) => keepRunning(role, life)
      )

    const database = settings.dsn
      ? { dsn: Effect.succeed(settings.dsn) }
      : yield* EmbeddedDatabase.keep(path.join(dataDir, "postgres"), prefixOf("database"), hurry)

    const channelPort = yield* keptPort(path.join(runDir, "channel.port"))
    const testChannels = path.join(runDir, "channels.yaml")
    yield* fs.writeFileString(testChannels, channelsFile(channelPort))
    yield* keep("channel", programs.channel, { ...withoutSecrets, CHANNEL_PORT: String(channelPort) })

    const local = Effect.gen(function* () {
      const secret = yield* Secret.kept(path.join(dataDir, "overseer-secret"))
      const address = `127.0.0.1:${yield* keptPort(path.join(runDir, "overseer.port"))}`
      yield* keep("overseer", programs.overseer, {
        ...withoutSecrets,
        OVERSEER_LISTEN: address,
        OVERSEER_SECRET: secret,
        OVERSEER_MEDIA_ROOT: settings.mediaRoot,
        ACTIONS: settings.actions,
        ACTIONS_KEPT: path.join(dataDir, "actions.json"),
        // Recorders are started as `node`: they get the one that runs this.
        PATH: `${path.dirname(process.execPath)}:${(yield* textOf("PATH")) ?? ""}`
      })
      return { OVERSEER_URL: `ws://${address}/ws`, OVERSEER_SECRET: secret }
    })
    const overseer = settings.overseerUrl === undefined ? yield* local : { OVERSEER_URL: settings.overseerUrl }

    const pictures = Effect.gen(function* () {
      const thumbnailerPort = yield* keptPort(path.join(runDir, "thumbnailer.port"))
      yield* keep("thumbnailer", programs.thumbnailer, {
        ...withoutSecrets,
        HOST: "127.0.0.1",
        PORT: String(thumbnailerPort),
        MEDIA_ROOT: settings.mediaRoot,
        PICTURES_DIR: path.join(dataDir, "pictures")
      })
      return `ws://127.0.0.1:${thumbnailerPort}/ws`
    })
    const thumbnailerUrl = settings.thumbnailerUrl ?? (yield* pictures)

    const jwtSecret = settings.jwtSecret
      ? Redacted.value(settings.jwtSecret)
      : yield* Secret.kept(path.join(dataDir, "jwt-secret"))
    const backend = {
      ...settings.forBackend,
      ...(settings.logFormat === undefined ? {} : { LOG_FORMAT: settings.logFormat }),
      HOST: host,
      PORT: String(port),
      DB_DSN: Redacted.value(yield* database.dsn),
      JWT_SECRET: jwtSecret,
      ...overseer,
      THUMBNAILER_URL: thumbnailerUrl,
      MEDIA_ROOT: settings.mediaRoot,
      CHANNELS: [settings.overseerUrl === undefined ? testChannels : undefined, settings.channels]
        .filter((file) => file !== undefined)
        .join(delimiter),
      IDENTITY: "token",
      ...memory,
      NODE_OPTIONS: [memory.NODE_OPTIONS, yield* textOf("NODE_OPTIONS")].filter((text) => text !== undefined).join(" "),
      PUBLIC_DIR: programs.publicDir,
      MIGRATIONS_DIR: programs.migrationsDir
    }
    const readiness = yield* Readiness.watch(Readiness.urlOf(host, port))
    yield* keep("backend", programs.backend, backend, readiness)
    return { failed: readiness.failed }
  },
  (effect, { dataDir }) =>
    effect.pipe(
      Effect.catchTags({
        AlreadyClaimed: (claim) =>
          refuse(
            `Sticky DVR already runs on ${dataDir} (process ${claim.pid}): stop it first, or set DATA_DIR to another folder.`
          ),
        PlatformError: (error) =>
          refuse(`DATA_DIR can't be used (${error.message}): set it to a folder that you may write to.`)
      }),
      Effect.provide(NodeCrypto.layer)
    )
)
