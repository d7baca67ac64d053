import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { eventually } from "../stack/eventually.ts"
import { Deployment } from "./Deployment.ts"
import * as Facts from "./facts.ts"
import { type It, minutes, ok } from "./steps.ts"

export const beside = (it: It) => {
  it.effect("show their figures to whoever has the token, within the stack", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      const [inside = ""] = yield* d.containers("local-overseer")
      const url = "http://backend:8080/metrics"
      assert.strictEqual((yield* Facts.asked(inside, url, {})).status, 404)
      const authorization = `Bearer ${yield* d.value("METRICS_TOKEN")}`
      const shown = yield* Facts.asked(inside, url, { authorization })
      assert.strictEqual(shown.status, 200)
      assert.match(shown.text, /^# TYPE /m)
    })
  )

  it.effect("have a frontend that serves the pages by itself", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      const [inside = ""] = yield* d.containers("local-overseer")
      const network = Facts.network(yield* Facts.container(inside))
      yield* Effect.acquireUseRelease(
        d.docker(
          "run",
          "-d",
          "--read-only",
          "--tmpfs",
          "/tmp",
          "--cap-drop",
          "ALL",
          "--network",
          network,
          d.image("frontend")
        ),
        Effect.fnUntraced(function* (id) {
          const host = yield* Facts.address(id)
          const at = (path: string) => Facts.asked(inside, `http://${host}:8080${path}`, {})
          yield* eventually("the frontend to be well", Facts.isWell(id))
          const index = yield* at("/")
          assert.include(index.text, "<!doctype html>")
          assert.strictEqual((yield* at("/source/hls/some.js")).text, index.text)
          assert.strictEqual((yield* at("/app.js")).status, 200)
          for (const path of ["/lib/none.js", "/none.js", "/api/me", "/thumbnails/a/b"]) {
            assert.strictEqual((yield* at(path)).status, 404, path)
          }
        }),
        (id) => d.docker("rm", "-f", id)
      )
    })
  )

  it.effect(
    "take a certificate of one's own, and no wrong one",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        yield* Facts.selfSigned(d.image("proxy"), d.folder, "mine", "another")
        const wrong = yield* d.make("certs", "CERT=mine.crt", "KEY=another.key")
        assert.notStrictEqual(wrong.code, 0)
        assert.match(wrong.told, /not a certificate and the key/)
        ok("make certs", yield* d.make("certs", "CERT=mine.crt", "KEY=mine.key"))
        yield* d.trustFile(join(d.folder, "mine.crt"))
        yield* eventually(
          "the proxy with the new certificate",
          Effect.map(
            Effect.option(d.attempt("/")),
            Option.filter(({ status }) => status === 200)
          )
        )
      }),
    2 * minutes
  )

  it.effect(
    "are not started with secrets that everybody knows",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const good = "c2f1a4d0b97e8c35a6d1f0e2b3c49587"
        const dsn = "postgres://sticky:c2f1a4d0b97e@db:5432/sticky"
        for (const [variable, value] of [
          ["JWT_SECRET", "change-me-change-me-change-me-change-me"],
          ["JWT_SECRET", ""],
          ["PROXY_SECRET", "secretsecretsecretsecretsecretsecret"],
          ["PROXY_SECRET", ""],
          ["ADMIN_PASSWORD", "password"],
          ["DB_DSN", "postgres://sticky:postgres@db:5432/sticky"]
        ] as const) {
          const env = {
            IDENTITY: "proxied",
            OVERSEER_URL: "ws://o:1/ws",
            DB_DSN: dsn,
            JWT_SECRET: good,
            PROXY_SECRET: `${good}0`,
            INSTALLATION: "home1"
          }
          const told = yield* Facts.refusal(d.image("backend"), { ...env, [variable]: value })
          assert.include(told, variable)
        }
      }),
    2 * minutes
  )

  it.effect("leave nothing behind after `make down` but their volumes", () =>
    Effect.gen(function* () {
      const d = yield* Deployment
      ok("make down", yield* d.make("down"))
      assert.strictEqual(
        yield* d.docker(
          "ps",
          "-a",
          "-q",
          "--filter",
          `label=com.docker.compose.project=${yield* d.value("COMPOSE_PROJECT_NAME")}`
        ),
        ""
      )
    })
  )
}
