import dns from "node:dns"
import { syncBuiltinESMExports } from "node:module"
import { NodeFileSystem } from "@effect/platform-node"
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { Effect, FileSystem, Redacted } from "effect"
import { headersFor } from "../../src/recorder/Origin.ts"
import { record, stopped } from "./Rig.ts"
import { bytes, redirect, scriptedOrigin, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

describe("cookies", () => {
  it.live("go to the channel's host and to no other, and are never printed", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const elsewhere = site.url.replace("127.0.0.1", "localhost")
      site.answer("/live.m3u8", text(playlist(0, 1).replace("1.ts", `${elsewhere}/1.ts`)))
      for (const n of [0, 1]) site.answer(`/${n}.ts`, bytes(transport(n)))
      const flags = ["-c", "session=planted-secret", "-a", "Mozilla/5.0 test", "--log-level", "debug"]
      const rig = yield* record(`${site.url}/live.m3u8`, flags)
      yield* site.next("/live.m3u8", 2)
      yield* stopped(rig)
      const cookies = (path: string) => site.asked.find((request) => request.path === path)?.headers.cookie
      assert.strictEqual(cookies("/live.m3u8"), "session=planted-secret")
      assert.strictEqual(cookies("/0.ts"), "session=planted-secret")
      assert.strictEqual(cookies("/1.ts"), undefined)
      assert.isTrue(site.asked.every(({ headers }) => headers["user-agent"] === "Mozilla/5.0 test"))
      const headers = new Set(site.asked.flatMap((request) => Object.keys(request.headers)))
      assert.deepStrictEqual(headers, new Set(["accept-encoding", "cookie", "user-agent", "host", "connection"]))
      assert.strictEqual((yield* rig.event("STARTUP"))["cookies"], "set")
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("C4: what a site asks for", () => {
  it.live("goes to the host of its address, and is never printed", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live.m3u8", text(playlist(0, 0)))
      site.answer("/0.ts", bytes(transport(0)))
      const lines = "Referer: https://example.org/\nX-Key: planted-key"
      const flags = ["--headers", lines, "--login", "camera:planted word", "--log-level", "debug"]
      const rig = yield* record("http://127.0.0.1:1/nowhere", ["--url", `${site.url}/live.m3u8`, ...flags])
      yield* site.next("/live.m3u8", 2)
      yield* stopped(rig)
      const of = (path: string) => site.asked.find((request) => request.path === path)?.headers
      assert.strictEqual(of("/live.m3u8")?.["referer"], "https://example.org/")
      assert.strictEqual(of("/live.m3u8")?.["x-key"], "planted-key")
      assert.strictEqual(of("/0.ts")?.authorization, `Basic ${btoa("camera:planted word")}`)
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("is told to no other host, but for what only says where a visitor comes from", () =>
    Effect.sync(() => {
      const visitor = {
        cookies: undefined,
        headers: Redacted.make([["Referer", "https://example.org/"] as const, ["X-Key", "planted-key"] as const]),
        login: Redacted.make("camera:planted"),
        userAgent: undefined,
        domain: undefined
      }
      const told = headersFor(visitor, (host) => host === "a.example", "https://b.example/1.ts", undefined, "identity")
      assert.deepStrictEqual({ ...told }, { "accept-encoding": "identity", referer: "https://example.org/" })
    })
  )

  it.live("is asked for through a proxy, which gets its login", () =>
    Effect.gen(function* () {
      const proxy = yield* scriptedOrigin
      proxy.answer("http://site.example/live.m3u8", text(playlist(0, 0)))
      proxy.answer("http://site.example/0.ts", bytes(transport(0)))
      const way = proxy.url.replace("//", "//me:planted@")
      const rig = yield* record("http://127.0.0.1:1/nowhere", [
        "--url",
        "http://site.example/live.m3u8",
        "--proxy",
        way
      ])
      yield* proxy.next("http://site.example/live.m3u8", 2)
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0])
      const [first] = proxy.asked
      assert.strictEqual(first?.headers["proxy-authorization"], `Basic ${btoa("me:planted")}`)
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

type LookupAll = (error: NodeJS.ErrnoException | null, found: Array<dns.LookupAddress>) => void

describe("S17: a name that leads to this machine", () => {
  const names = dns.lookup
  beforeEach(() => {
    const told = (name: string, ...more: [dns.LookupAllOptions, LookupAll]) =>
      names(name === "inward.example" ? "127.0.0.1" : name, ...more)
    vi.spyOn(dns, "lookup").mockImplementation(told as typeof dns.lookup)
    syncBuiltinESMExports()
  })
  afterEach(() => {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
  })

  for (const way of ["by itself", "through a proxy, which would look it up by itself"]) {
    it.live(`is not asked for ${way}`, () =>
      Effect.gen(function* () {
        const site = yield* scriptedOrigin
        const { port } = new URL(site.url)
        for (const [url, ...flags] of [
          [`http://inward.example:${port}/live.m3u8`, "--inward", "no"],
          [`${site.url}/live.m3u8`]
        ] as const) {
          site.answer("/live.m3u8", redirect(`http://inward.example:${port}/secret.m3u8`))
          site.answer(`${site.url}/live.m3u8`, redirect(`http://inward.example:${port}/secret.m3u8`))
          const proxy = way === "by itself" ? [] : ["--proxy", site.url]
          const rig = yield* record("http://127.0.0.1:1/nowhere", ["--url", url, ...flags, ...proxy])
          assert.strictEqual((yield* rig.event("SLEEP"))["reason"], "inward")
          yield* stopped(rig)
        }
        assert.deepStrictEqual(
          site.asked.filter(({ path }) => path.includes("secret") || path.includes("inward.example")),
          []
        )
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  }
})

describe("a file that is already there", () => {
  it.live("is left alone", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      yield* fs.writeFileString(`${directory}/test.ts`, "precious")
      const site = yield* scriptedOrigin
      site.answer("/live.m3u8", text(playlist(0, 1)))
      for (const n of [0, 1]) site.answer(`/${n}.ts`, bytes(transport(n)))
      const rig = yield* record(`${site.url}/live.m3u8`, ["-o", `${directory}/{{.Source}}`])
      yield* site.next("/live.m3u8", 2)
      yield* stopped(rig)
      assert.strictEqual(yield* fs.readFileString(`${directory}/test.ts`), "precious")
      assert.deepStrictEqual(rig.files(), [`${directory}/test-2.ts`])
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
