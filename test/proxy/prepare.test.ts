import { tmpdir } from "node:os"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { jwtSecret } from "../http/World.ts"
import { proxyFolder } from "./Rendered.ts"

const good = {
  BACKEND_URL: "http://backend:8080",
  MEDIA_ROOT: "/data/recordings",
  WEB_ROOT: "/srv/pages",
  RESOLVER: "127.0.0.11",
  PLAIN_HTTP: "true",
  JWT_SECRET: Redacted.value(jwtSecret),
  PROXY_SECRET: "a secret between proxy and backend",
  INSTALLATION: "home1"
}

/** What the script says and writes in this environment. */
const prepared = Effect.fnUntraced(
  function* (env: Readonly<Record<string, string | undefined>>) {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-prepare-" })
    const script = (yield* fs.readFileString(`${proxyFolder}/prepare.sh`)).replaceAll("/tmp/sticky", `${folder}/run`)
    yield* fs.writeFileString(`${folder}/prepare.sh`, script)
    const set = Object.entries({ ...good, ...env }).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const handle = yield* ChildProcess.make("sh", [`${folder}/prepare.sh`], {
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...Object.fromEntries(set) },
      stdin: "ignore"
    })
    const said = yield* handle.all.pipe(Stream.decodeText(), Stream.mkString)
    const read = (name: string) => Effect.orElseSucceed(fs.readFileString(`${folder}/run/${name}`), () => "")
    return {
      code: yield* handle.exitCode,
      said,
      around: yield* read("around.conf"),
      listen: yield* read("listen.conf"),
      pages: yield* read("pages.conf")
    }
  },
  Effect.scoped,
  Effect.provide(NodeServices.layer)
)

describe("prepare.sh", () => {
  for (const [name, env, about] of [
    ["no JWT_SECRET", { JWT_SECRET: undefined }, "JWT_SECRET"],
    ["a JWT_SECRET of 31 bytes", { JWT_SECRET: "x".repeat(31) }, "JWT_SECRET"],
    ["no PROXY_SECRET", { PROXY_SECRET: "" }, "PROXY_SECRET"],
    ["one secret for both", { PROXY_SECRET: good.JWT_SECRET }, "PROXY_SECRET is the same"],
    ["an installation without a name", { INSTALLATION: undefined }, "INSTALLATION"],
    ["an installation with a quote", { INSTALLATION: "a'b" }, "INSTALLATION"],
    ["a public path without its slash", { PUBLIC_PATH: "dvr" }, "PUBLIC_PATH"],
    ["a public path with a closing slash", { PUBLIC_PATH: "/dvr/" }, "PUBLIC_PATH"],
    ["a public path that leads up", { PUBLIC_PATH: "/dvr/.." }, "PUBLIC_PATH"],
    ["a public path with a quote", { PUBLIC_PATH: "/d'vr" }, "PUBLIC_PATH"],
    ["no backend", { BACKEND_URL: undefined }, "BACKEND_URL"],
    ["a backend with a path", { BACKEND_URL: "http://backend:8080/" }, "BACKEND_URL"],
    ["a backend without a scheme", { BACKEND_URL: "backend:8080" }, "BACKEND_URL"],
    ["a backend with a line of configuration", { BACKEND_URL: "http://a;\nproxy_pass http://b" }, "BACKEND_URL"],
    ["a thumbnailer's socket", { THUMBNAILER_URL: "ws://thumbnailer/ws" }, "THUMBNAILER_URL"],
    ["a server name with a semicolon", { SERVER_NAME: "a; return 200" }, "SERVER_NAME"],
    ["a relative media folder", { MEDIA_ROOT: "recordings" }, "MEDIA_ROOT"],
    ["a media folder with a brace", { MEDIA_ROOT: "/a/}" }, "MEDIA_ROOT"],
    ["no folder of pages", { WEB_ROOT: "" }, "WEB_ROOT"],
    ["PLAIN_HTTP yes", { PLAIN_HTTP: "yes" }, "PLAIN_HTTP"],
    ["a port that is a word", { HTTPS_PORT: "https" }, "HTTPS_PORT"],
    ["years of HSTS", { HSTS_SECONDS: "1 year" }, "HSTS_SECONDS"],
    ["everybody trusted by name", { TRUSTED_PROXIES: "10.0.0.0/8, all" }, "TRUSTED_PROXIES"],
    ["a resolver with a semicolon", { RESOLVER: "127.0.0.1; x" }, "RESOLVER"],
    ["a key without a certificate", { PLAIN_HTTP: "false", TLS_KEY: "/etc/hostname" }, "TLS_CERTIFICATE"],
    [
      "a certificate that is not there",
      { PLAIN_HTTP: "false", TLS_CERTIFICATE: "/no.crt", TLS_KEY: "/no.key" },
      "TLS_KEY"
    ]
  ] as const) {
    it.live(`S13: stops the start and names the variable: ${name}`, () =>
      Effect.gen(function* () {
        const { around, code, said } = yield* prepared(env)
        assert.strictEqual(code, 1)
        assert.include(said, about)
        for (const line of said.trim().split("\n").slice(-1)) assert.match(line, /: .*\.$/)
        assert.strictEqual(around, "")
        assert.notInclude(said, good.JWT_SECRET)
      })
    )
  }

  it.live("tells everything that is wrong at once", () =>
    Effect.gen(function* () {
      const { said } = yield* prepared({ JWT_SECRET: "", BACKEND_URL: "x", PLAIN_HTTP: "x" })
      assert.strictEqual(said.trim().split("\n").length, 3, said)
    })
  )

  it.live("finds the name servers of the machine", () =>
    Effect.gen(function* () {
      const { around, code, said } = yield* prepared({ RESOLVER: "" })
      assert.strictEqual(code, 0, said)
      assert.match(around, /^resolver (?:\S+ )+ ?valid=3s;$/m)
    })
  )

  it.live("writes trusted proxies down for both who ask", () =>
    Effect.gen(function* () {
      const { around } = yield* prepared({ TRUSTED_PROXIES: "10.0.0.0/8, 2001:db8::/32\n192.0.2.7" })
      for (const range of ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]) {
        assert.include(around, `set_real_ip_from ${range};`)
        assert.include(around, `  ${range} 1;`)
      }
      assert.notInclude((yield* prepared({})).around, "set_real_ip_from")
    })
  )

  it.live("D11: has the pages name everything below the public path, where there is one", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* prepared({})).pages, "")
      assert.strictEqual((yield* prepared({ PUBLIC_PATH: "/" })).pages, "")
      const { pages } = yield* prepared({ PUBLIC_PATH: "/media/dvr" })
      assert.strictEqual(pages, `sub_filter '<base href="/"' '<base href="/media/dvr/"';\n`)
    })
  )

  it.live("listens without TLS only when that is said", () =>
    Effect.gen(function* () {
      const plain = yield* prepared({})
      assert.match(plain.listen, /^listen 8080;$/m)
      assert.notInclude(plain.listen, "ssl")
    })
  )
})
