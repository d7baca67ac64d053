import { NodeServices } from "@effect/platform-node"
import { assert, it, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { ask, signIn } from "../http/Client.ts"
import { addUser, Site } from "../http/World.ts"
import { needing } from "../Programs.ts"
import { corpus, crafted, open } from "./Corpus.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream } from "./Upstream.ts"
import { Door, world } from "./World.ts"

const kept = "sticky-secret"

needing("nginx", "njs")("addresses", () => {
  layer(world(), { excludeTestServices: true })("of the real backend", (it) => {
    const planted = Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { mediaRoot } = yield* Site
      yield* fs.makeDirectory(`${mediaRoot}/hls/a`, { recursive: true })
      yield* fs.writeFileString(`${mediaRoot}/hls/a/x.ts`, kept)
      yield* fs.writeFileString(`${mediaRoot}/../outside.ts`, kept)
      yield* fs.writeFileString(`${mediaRoot}/inside.ts`, kept)
      yield* addUser(kept, "admin")
      return (yield* signIn(kept)).token
    }).pipe(Effect.provide(NodeServices.layer))

    it.effect(
      "S8: nobody gets anything by an address that only looks open",
      () =>
        Effect.gen(function* () {
          yield* planted
          const { plainPort } = yield* Door
          assert.isAbove(corpus.length, 1000)
          for (const method of ["GET", "POST"]) {
            for (const path of corpus) {
              const { body, headers, status } = yield* raw(plainPort, request(`${method} ${path} HTTP/1.1`))
              const told = `${method} ${path}: ${status} ${body.slice(0, 200)}`
              assert.notInclude(body, kept, told)
              assert.notInclude(body, "sticky_dvr_", told)
              // What may be answered without a token: a page, a state of health, and what the open addresses say.
              const isPage = /^text\/html|javascript/.test(headers.get("content-type") ?? "")
              const isOpen = open.includes(path.split("?", 1)[0] ?? "")
              if (status !== null && status < 300) assert.isTrue(isPage || isOpen || status === 204, told)
              else assert.include([400, 401, 403, 404, 405, 415, 429, 503, null], status, told)
            }
          }
        }),
      120_000
    )

    it.effect("S8: what the proxy takes for closed, it closes", () =>
      Effect.gen(function* () {
        const { plainPort } = yield* Door
        for (const path of [
          "/api/auth/loginX",
          "/api/auth/login/",
          "/api/auth/login%2f",
          "/api/auth/login;x",
          "/api/auth",
          "/api/auth/",
          "/api/healthX",
          "/api/health/",
          "/api/health/../users",
          "/api/health/%2e%2e/users",
          "/api/health%2f..%2fusers",
          "/api//users",
          "//api/users",
          "/x/../api/users",
          "/%61pi/users",
          "/api/openapi.json",
          "/api/docs",
          "/api/"
        ]) {
          const { headers, status } = yield* raw(plainPort, request(`GET ${path} HTTP/1.1`))
          assert.strictEqual(status, 403, path)
          assert.strictEqual(headers.get("x-redirect-to"), "/login", path)
        }
        for (const path of [
          "/metrics",
          "/metrics/",
          "//metrics",
          "/api/../metrics",
          "/%6detrics",
          "/api/..%2fmetrics",
          "/_media/hls/a/x.ts",
          "/%5fmedia/hls/a/x.ts",
          "/_media",
          "/_media/"
        ]) {
          const { body, status } = yield* raw(plainPort, request(`GET ${path} HTTP/1.1`))
          assert.isTrue(status === 404 || body.startsWith("<!doctype html>"), path)
          assert.notInclude(body, kept, path)
        }
      })
    )

    it.effect(
      "S2: no crafted driver, source, session or file leads out of the recordings",
      () =>
        Effect.gen(function* () {
          const token = yield* planted
          const { plainPort } = yield* Door
          yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "a" } })
          const own = yield* ask("GET", "/api/sources/hls/a/files/x.ts", { token })
          assert.strictEqual(own.text, kept)
          for (const path of crafted) {
            const line = `Authorization: Bearer ${token}`
            const { body, status } = yield* raw(plainPort, request(`GET ${path} HTTP/1.1`, line))
            assert.notInclude(body, kept, path)
            assert.notInclude(body, "root:", path)
            // Above the API there are pages.
            const isPage = body.startsWith("<!doctype html>")
            assert.isTrue(isPage || status === 400 || status === 404, `${path}: ${status} ${body.slice(0, 200)}`)
          }
        }),
      120_000
    )
  })

  it.live("S2: reach the backend as they were written", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const line = `Authorization: Bearer ${yield* issued()}`
      for (const path of [
        "/api/sources/hls/..%2f..%2fetc/files/%2e%2e%2fx",
        "/api/sources/hls/a%0a/files//x//y",
        "/api/%73ources/./hls/../a?q=%2f..%2f&r=a+b%00&&",
        "//api/x",
        "/x/..//api/y",
        "/api/a%5cb%25%3f%23",
        "/api/sources/h%C3%A9/%F0%9F%8E%A5",
        '/api/;x=1/{}|^`"<>',
        "/api/x?",
        "/api/x??a=?"
      ]) {
        const { status } = yield* raw(door.plainPort, request(`GET ${path} HTTP/1.1`, line))
        assert.strictEqual(status, 200, path)
        assert.strictEqual(behind.only().url, path)
      }
    })
  )
})
