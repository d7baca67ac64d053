import { statSync } from "node:fs"
import { get } from "node:http"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Deployment } from "./Deployment.ts"
import * as Facts from "./facts.ts"
import { type It, minutes, ok } from "./steps.ts"

export const starting = (it: It) => {
  it.effect("are not started without secrets", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      const { code, told } = yield* d.make("up")
      assert.notStrictEqual(code, 0)
      assert.match(told, /make bootstrap/)
    })
  )

  it.effect(
    "come of `make bootstrap`: secrets for their owner alone, images, and all of it well",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const began = performance.now()
        const ran = yield* d.make("bootstrap")
        ok("make bootstrap", ran)
        yield* Facts.tell(`make bootstrap: ${Math.round((performance.now() - began) / 1000)} s`)
        assert.strictEqual(statSync(join(d.folder, ".env")).mode & 0o777, 0o600)
        assert.include(ran.out.slice(-500), yield* d.value("ADMIN_PASSWORD"))
        assert.include(ran.out.slice(-500), `https://localhost:${d.httpsPort}`)
        for (const name of ["POSTGRES_PASSWORD", "JWT_SECRET", "PROXY_SECRET"]) {
          assert.match(yield* d.value(name), /^[0-9a-f]{64}$/)
        }
        assert.match(yield* d.value("INSTALLATION"), /^[0-9a-f]{8}$/)
        yield* d.trust
      }),
    15 * minutes
  )

  it.effect("publish no port but the proxy's, run without root, rights or a writable system", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      for (const service of ["backend", "proxy", "local-overseer", "local-channel", "local-thumbnailer"]) {
        for (const id of yield* d.containers(service)) {
          const about = yield* Facts.container(id)
          assert.isTrue(about.HostConfig.ReadonlyRootfs, service)
          assert.deepStrictEqual(about.HostConfig.CapDrop, ["ALL"], service)
          assert.match(about.Config.User, /^[1-9]\d*:[1-9]\d*$/, service)
        }
      }
      for (const service of ["postgres", "backend", "proxy", "local-overseer", "local-channel", "local-thumbnailer"]) {
        for (const id of yield* d.containers(service)) {
          const published = Object.values((yield* Facts.container(id)).NetworkSettings.Ports ?? {}).filter(
            (bound) => bound !== null && bound.length > 0
          )
          assert.lengthOf(published, service === "proxy" ? 2 : 0, service)
        }
      }
    })
  )

  it.effect(
    "have images with labels, of this version and latest, without anything of development",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const version = yield* Facts.version
        for (const name of ["backend", "overseer", "frontend", "proxy"]) {
          const about = yield* Facts.image(d.image(name))
          assert.deepInclude(about.Config.Labels, {
            "org.opencontainers.image.title": `sticky-${name}`,
            "org.opencontainers.image.version": version
          })
          assert.strictEqual((yield* Facts.image(d.image(name).replace(/latest$/, version))).Id, about.Id)
          assert.isDefined(about.Config.Healthcheck, name)
          assert.match(about.Config.User ?? "", /^[1-9]\d*:[1-9]\d*$/, name)
        }
        const files = yield* Facts.files(d.image("backend"))
        assert.includeMembers(files, ["app/bin/backend.js", "app/migrations/0001_initial.sql", "usr/local/bin/node"])
        const unwanted = /\.map$|\.ts$|typescript|vitest|(^|\/)(ba|da)?sh$|busybox|(^|\/)(npm|apt|dpkg|perl|curl)$/
        assert.deepStrictEqual(
          files.filter((file) => unwanted.test(file)),
          []
        )
      }),
    2 * minutes
  )

  it.effect(
    "have a backend that adds less than 40 MB, is ready within 1.5 s and takes less than 120 MB",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const base = (yield* Facts.image(yield* Facts.baseOfBackend)).Size
        const { Size } = yield* Facts.image(d.image("backend"))
        const layers = yield* Facts.layers(d.image("backend"))
        const node = Math.max(...layers)
        const added = layers.reduce((sum, bytes) => sum + bytes, 0) - node
        const [id = ""] = yield* d.containers("backend")
        const times: Array<number> = []
        for (let i = 0; i < 5; i++) times.push(yield* Facts.startToReady(id))
        const busy = yield* Facts.busyFor(id)
        const resident = yield* Facts.resident(id)
        const crowded = yield* Facts.isCrowded
        const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
        yield* Facts.tell(
          `sticky-backend: ${mb(Size)} in all, of it ${mb(node)} Node and its libraries, ${mb(added)} ours; its base is ${mb(base)}`,
          `start to ready: ${times.map((time) => `${Math.round(time)} ms`).join(", ")}${crowded ? " (crowded)" : ""}, of it ${busy} ms of work`,
          `resident when idle: ${mb(resident)}`
        )
        assert.isBelow(added, 40e6)
        // On a crowded machine the clock tells more of the others; the work itself has to fit into that time anyway.
        assert.isBelow(crowded ? busy : Math.min(...times), 1500)
        assert.isBelow(resident, 120e6)
      }),
    2 * minutes
  )

  it.effect("answer by https alone: http is sent there", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      const redirect = yield* Effect.callback<{
        readonly status: number | undefined
        readonly to: string | undefined
      }>(
        (resume) =>
          void get(`http://localhost:${d.httpPort}/login`, (response) => {
            response.resume()
            resume(Effect.succeed({ status: response.statusCode, to: response.headers.location }))
          })
      )
      assert.deepStrictEqual(redirect, { status: 308, to: `https://localhost:${d.httpsPort}/login` })
      const page = yield* d.ask("/source/hls/testcard")
      assert.strictEqual(page.status, 200)
      assert.include(page.text, "<!doctype html>")
      const nobody = yield* d.ask("/api/me")
      assert.deepInclude({ status: nobody.status, to: nobody.headers["x-redirect-to"] }, { status: 403, to: "/login" })
      assert.strictEqual((yield* d.ask("/metrics")).status, 404)
    })
  )
}
