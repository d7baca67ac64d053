import { tmpdir } from "node:os"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { needing } from "../Programs.ts"
import { nginx } from "./Nginx.ts"
import { rawTls, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream } from "./Upstream.ts"

needing("nginx", "njs")("the proxy", () => {
  it.live("runs without rights, and writes nowhere but into its own folder", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const fs = yield* FileSystem.FileSystem
      const webRoot = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-pages-" })
      yield* fs.writeFileString(`${webRoot}/index.html`, "<!doctype html>")
      yield* fs.chmod(webRoot, 0o755)
      const door = yield* nginx({ backend: behind.url, webRoot, tls: true, unprivileged: true })
      const certificate = yield* door.certificate
      const asked = (...bytes: ReadonlyArray<string>) => rawTls(door.tlsPort, certificate, ...bytes)
      const line = `Authorization: Bearer ${yield* issued()}`
      assert.strictEqual((yield* asked(request("GET / HTTP/1.1"))).status, 200)
      // Large enough to need a file on its way.
      const length = 1024 * 1024
      const first = request("POST /api/subscriptions/import HTTP/1.1", line, `Content-Length: ${length}`)
      assert.strictEqual((yield* asked(first, "x".repeat(length))).status, 200)
      assert.strictEqual(behind.only().body.length, length)
      assert.notInclude(door.said(), "denied")
      const status = yield* fs.readFileString(`/proc/${door.pid}/status`)
      assert.notMatch(status, /^Uid:\s+0\b/m)
      assert.match(status, /^CapEff:\s+0+$/m)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
