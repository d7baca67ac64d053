import { dirname, relative } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { ask, keptPort, launch, ownDatabase, place, processesOf } from "./Launched.ts"

describe("what the launcher tells its programs", () => {
  it.live("is everything they need, and no secret to those that need none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { dataDir, folder, port } = yield* place
      const mine = `${folder}/mine.yaml`
      yield* fs.writeFileString(mine, "mine: https://example.org/live.m3u8\n")
      const actions = `${folder}/actions.yaml`
      yield* fs.writeFileString(actions, "actions: {}\n")
      const launched = yield* launch(
        { dataDir, port },
        { ADMIN_PASSWORD: "correct horse", CHANNELS: mine, ACTIONS: relative(process.cwd(), actions) }
      )
      yield* launched.ready
      const overseerPort = yield* keptPort(dataDir, "overseer")
      const channelPort = yield* keptPort(dataDir, "channel")
      const thumbnailerPort = yield* keptPort(dataDir, "thumbnailer")

      const { env } = yield* ask(port)
      assert.match(env["DB_DSN"] ?? "", /^postgres:\/\/sticky:[0-9a-f]{48}@127\.0\.0\.1:\d+\/sticky$/)
      assert.match(env["JWT_SECRET"] ?? "", /^[0-9a-f]{64}$/)
      const { HOST, IDENTITY, MEDIA_ROOT, OVERSEER_URL, THUMBNAILER_URL, PUBLIC_DIR, MIGRATIONS_DIR, ADMIN_PASSWORD } =
        env
      assert.deepStrictEqual(
        { HOST, IDENTITY, MEDIA_ROOT, OVERSEER_URL, THUMBNAILER_URL, PUBLIC_DIR, MIGRATIONS_DIR, ADMIN_PASSWORD },
        {
          HOST: "127.0.0.1",
          IDENTITY: "token",
          MEDIA_ROOT: `${dataDir}/recordings`,
          OVERSEER_URL: `ws://127.0.0.1:${overseerPort}/ws`,
          THUMBNAILER_URL: `ws://127.0.0.1:${thumbnailerPort}/ws`,
          PUBLIC_DIR: "/public",
          MIGRATIONS_DIR: "/migrations",
          ADMIN_PASSWORD: "correct horse"
        }
      )

      const overseer = yield* ask(overseerPort)
      assert.strictEqual(env["CHANNELS"], `${dataDir}/run/channels.yaml:${mine}`)
      assert.strictEqual(overseer.env["PATH"]?.split(":")[0], dirname(process.execPath))
      assert.strictEqual(
        yield* fs.readFileString(`${dataDir}/run/channels.yaml`),
        `# Generated anew at each start: channels of your own belong into the file that CHANNELS names.\ntestcard: http://127.0.0.1:${channelPort}/testcard/master.m3u8\nblinker: http://127.0.0.1:${channelPort}/blinker/master.m3u8\n`
      )
      assert.match(env["OVERSEER_SECRET"] ?? "", /^[0-9a-f]{64}$/)
      assert.strictEqual(overseer.env["OVERSEER_SECRET"], env["OVERSEER_SECRET"])
      assert.strictEqual(overseer.env["ACTIONS"], actions)
      assert.strictEqual(overseer.env["OVERSEER_MEDIA_ROOT"], `${dataDir}/recordings`)
      const thumbnailer = yield* ask(thumbnailerPort)
      assert.deepStrictEqual(
        [thumbnailer.env["MEDIA_ROOT"], thumbnailer.env["PICTURES_DIR"]],
        [`${dataDir}/recordings`, `${dataDir}/pictures`]
      )
      for (const other of [overseer, thumbnailer, yield* ask(channelPort)]) {
        for (const name of ["DB_DSN", "JWT_SECRET", "ADMIN_PASSWORD"]) assert.isUndefined(other.env[name], name)
      }

      const modes = yield* Effect.forEach(
        ["", "/run", "/postgres", "/jwt-secret", "/overseer-secret", "/postgres/password"],
        (name) => Effect.map(fs.stat(`${dataDir}${name}`), (info) => (info.mode & 0o777).toString(8))
      )
      assert.deepStrictEqual(modes, ["700", "700", "700", "600", "600", "600"])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("DB_DSN, OVERSEER_URL and THUMBNAILER_URL take the place of servers of its own", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const dsn = "postgres://someone:secret@db.example.org:5432/dvr"
      const others = { OVERSEER_URL: "ws://overseer.example.org/ws", THUMBNAILER_URL: "ws://pictures.example.org/ws" }
      const launched = yield* launch({ dataDir, port }, { DB_DSN: dsn, ...others })
      yield* launched.ready
      const { env } = yield* ask(port)
      assert.deepStrictEqual(
        [env["DB_DSN"], env["OVERSEER_URL"], env["THUMBNAILER_URL"]],
        [dsn, others.OVERSEER_URL, others.THUMBNAILER_URL]
      )
      assert.isUndefined(env["OVERSEER_SECRET"])
      const running = (yield* processesOf(dataDir)).join("\n")
      assert.notMatch(running, /postgres -D|standIn.ts (overseer|thumbnailer)/)
    })
  )

  it.live("lines of JSON stay lines of JSON", () =>
    Effect.gen(function* () {
      const where = yield* place
      const launched = yield* launch(where, { ...ownDatabase, LOG_FORMAT: "json" })
      yield* launched.says(/^backend listening$/)
    })
  )
})
