import { execFileSync } from "node:child_process"
import { tmpdir } from "node:os"
import { type ConnectionOptions, connect } from "node:tls"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { needing } from "../Programs.ts"
import { http2 } from "./Http2.ts"
import { nginx, proxySecret } from "./Nginx.ts"
import { raw, rawTls, request } from "./Raw.ts"
import { accessCookie, identity, issued } from "./Token.ts"
import { upstream, valuesOf } from "./Upstream.ts"

/** What a handshake agrees on, or the word for why there is none. */
const handshake = (port: number, options: ConnectionOptions) =>
  Effect.callback<{ readonly protocol: string | null; readonly alpn: string | false | null; readonly serial: string }>(
    (resume) => {
      const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options })
      const done = (protocol: string | null) => {
        const { serialNumber = "" } = socket.getPeerCertificate() ?? {}
        resume(Effect.succeed({ protocol, alpn: socket.alpnProtocol, serial: serialNumber }))
        socket.destroy()
      }
      socket.on("secureConnect", () => done(socket.getProtocol()))
      socket.on("error", () => done(null))
      return Effect.sync(() => socket.destroy())
    }
  )

const folder = FileSystem.FileSystem.use((fs) =>
  fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-certificate-" })
).pipe(Effect.provide(NodeServices.layer), Effect.orDie)

needing("nginx", "njs")("TLS", () => {
  it.live("is spoken in 1.2 and 1.3, with forward secrecy, and HTTP/2 for who can", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const { tlsPort } = yield* nginx({ backend: behind.url, tls: true })
      const agreed = (options: ConnectionOptions) =>
        Effect.map(handshake(tlsPort, { ciphers: "ALL@SECLEVEL=0", ...options }), ({ protocol }) => protocol)
      assert.strictEqual(yield* agreed({}), "TLSv1.3")
      assert.strictEqual(yield* agreed({ maxVersion: "TLSv1.2" }), "TLSv1.2")
      assert.isNull(yield* agreed({ minVersion: "TLSv1", maxVersion: "TLSv1.1" }))
      assert.isNull(yield* agreed({ maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256:AES256-SHA@SECLEVEL=0" }))
      assert.isNull(yield* agreed({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA@SECLEVEL=0" }))
      assert.strictEqual((yield* handshake(tlsPort, { ALPNProtocols: ["h2", "http/1.1"] })).alpn, "h2")
      assert.strictEqual((yield* handshake(tlsPort, { ALPNProtocols: ["http/1.1"] })).alpn, "http/1.1")
    })
  )

  it.live("has a certificate from the first start on, and keeps it", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const kept = yield* folder
      const start = (name: string) =>
        Effect.scoped(
          Effect.gen(function* () {
            const env = { CERTIFICATE_DIR: kept, SERVER_NAME: `${name} other.example` }
            const door = yield* nginx({ backend: behind.url, tls: true, env })
            return { said: door.prepared, ...(yield* handshake(door.tlsPort, {})) }
          })
        )
      const first = yield* start("dvr.example")
      assert.include(first.said, "self-signed")
      const second = yield* start("dvr.example")
      assert.strictEqual(second.said, "")
      assert.strictEqual(second.serial, first.serial)
      const told = execFileSync("openssl", [
        "x509",
        "-noout",
        "-subject",
        "-ext",
        "subjectAltName",
        "-in",
        `${kept}/self-signed.crt`
      ])
      assert.match(
        `${told}`,
        /CN ?= ?dvr\.example[\s\S]*DNS:dvr\.example, DNS:other\.example, DNS:localhost, IP Address:127\.0\.0\.1/
      )
      const fs = yield* FileSystem.FileSystem
      assert.strictEqual((yield* fs.stat(`${kept}/self-signed.key`)).mode & 0o777, 0o600)
      assert.deepStrictEqual((yield* fs.readDirectory(kept)).sort(), ["self-signed.crt", "self-signed.key"])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("takes one's own certificate", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const own = yield* folder
      const [key, certificate] = [`${own}/own.key`, `${own}/own.pem`]
      execFileSync(
        "openssl",
        [
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-subj",
          "/CN=own.example",
          "-keyout",
          key,
          "-out",
          certificate
        ],
        { stdio: "ignore" }
      )
      const told = `${execFileSync("openssl", ["x509", "-noout", "-serial", "-in", certificate])}`
      const env = { TLS_CERTIFICATE: certificate, TLS_KEY: key }
      const { prepared, tlsPort } = yield* nginx({ backend: behind.url, tls: true, env })
      assert.strictEqual(prepared, "")
      assert.include(told, (yield* handshake(tlsPort, {})).serial)
    })
  )

  it.live("is told to those who speak plain HTTP to its port", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const { tlsPort } = yield* nginx({ backend: behind.url, tls: true })
      const { headers, status } = yield* raw(tlsPort, request("GET /api/me?x HTTP/1.1"))
      assert.strictEqual(status, 308)
      assert.strictEqual(headers.get("location"), `https://door.example:${tlsPort}/api/me?x`)
    })
  )

  it.live("does without its port in an address where that is the usual one", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const { plainPort } = yield* nginx({ backend: behind.url, tls: true, env: { HTTPS_PORT: "443" } })
      const { headers } = yield* raw(plainPort, request("GET /a HTTP/1.1"))
      assert.strictEqual(headers.get("location"), "https://door.example/a")
    })
  )

  it.live("S6: over HTTP/2 the token alone says who asks, its cookie in as many pieces as one likes", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url, tls: true })
      const certificate = yield* door.certificate
      const token = yield* issued()
      const lies = {
        "x-user-id": "1",
        "x-user-role": "admin",
        "x-session-id": "1",
        "x-proxy-secret": "1",
        x_user_id: "1"
      }
      const asked = (path: string, headers: Readonly<Record<string, string | ReadonlyArray<string>>>) =>
        http2(door.tlsPort, certificate, { ":path": path, ...lies, ...headers } as Record<string, string | string[]>)
      for (const mine of [
        { authorization: `Bearer ${token}` },
        { cookie: `${accessCookie}=${token}` },
        { cookie: ["a=1", `${accessCookie}=${token}`, "b=2"] }
      ]) {
        assert.strictEqual((yield* asked("/api/me?x=%2f", mine)).status, 200)
        const came = behind.only()
        for (const [name, value] of Object.entries({ ...identity, "x-proxy-secret": proxySecret })) {
          assert.deepStrictEqual(valuesOf(came, name), [value])
        }
        assert.deepStrictEqual(valuesOf(came, "x_user_id"), [])
        assert.deepStrictEqual(valuesOf(came, "x-forwarded-proto"), ["https"])
        assert.strictEqual(came.url, "/api/me?x=%2f")
        assert.strictEqual((yield* asked("/api/health", mine)).status, 200)
        const health = behind.only()
        for (const [name, value] of Object.entries({ ...identity, "x-proxy-secret": proxySecret })) {
          assert.deepStrictEqual(valuesOf(health, name), [value])
        }
        assert.strictEqual((yield* asked("/api/livez", mine)).status, 200)
        const openly = behind.only()
        for (const name of Object.keys(lies)) assert.deepStrictEqual(valuesOf(openly, name), [])
      }
      for (const mine of [
        {},
        { cookie: [`${accessCookie}=${token}`, `${accessCookie}=x`] },
        { authorization: "Bearer x" }
      ]) {
        const { headers, status } = yield* asked("/api/me", mine)
        assert.strictEqual(status, 403)
        assert.strictEqual(headers["x-redirect-to"], "/login")
      }
      // Too long for a single frame or for nginx: a reset, or a refusal.
      const long = yield* asked("/api/me", { authorization: `Bearer ${"a".repeat(15_000)}` })
      assert.include([null, 403], long.status)
      assert.isTrue(behind.none())
    })
  )

  it.live("carries the same door over HTTP/1.1", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url, tls: true })
      const certificate = yield* door.certificate
      const { status } = yield* rawTls(door.tlsPort, certificate, request("GET /api/me HTTP/1.1"))
      assert.strictEqual(status, 403)
      const mine = `Cookie: ${accessCookie}=${yield* issued()}`
      assert.strictEqual((yield* rawTls(door.tlsPort, certificate, request("GET /api/me HTTP/1.1", mine))).status, 200)
    })
  )
})
