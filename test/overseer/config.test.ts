import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as Configuration from "../../src/overseer/config/readConfig.ts"
import { accepts, invocation, validate } from "../../src/overseer/core/Action.ts"
import * as Listen from "../../src/overseer/Listen.ts"
import { judged } from "./Overseen.ts"

const exec = (more: string) => `actions: {a: {type: exec, config: {entrypoint: sh, ${more}}}}`
const at = "c.yaml: actions.a.config"

const refusals: ReadonlyArray<readonly [string, string]> = [
  ["a: [", "c.yaml is not YAML: Expected ',' at flow offset 1"],
  ["- 1", "c.yaml: it must be a section with keys of its own"],
  ["actions: [1]", "c.yaml: actions: it must be a section with keys of its own"],
  ["actions: {a: {}}", "c.yaml: actions.a.type: it is missing; write exec"],
  ["actions: {a: {type: shell, config: {entrypoint: x}}}", "c.yaml: actions.a.type: the only type known here is exec"],
  ["actions: {a: {type: exec}}", "c.yaml: actions.a.config: it is missing; say there what to run"],
  ["actions: {a: {type: exec, config: {}}}", `${at}.entrypoint: it is missing; name the program to run`],
  [exec("parameters: {n: {default: 5}}"), `${at}.parameters.n.default: it must be text in quotes, such as "30"`],
  [
    exec("parameters: {n: x}"),
    `${at}.parameters.n: it must be a section with description, default or validate, or empty`
  ],
  [exec('parameters: {n: {validate: "valu"}}'), `${at}.parameters.n.validate: Unknown variable: valu`],
  [exec('output: {stdout: {condition: "output.jso"}}'), `${at}.output.stdout.condition: No such key: jso`],
  [exec('output: {stderr: {condition: "1"}}'), `${at}.output.stderr.condition: it gives int, not true or false`],
  [exec("command: x"), `${at}.command: it must be a list`],
  [exec('command: [a, "[[.a"]'), `${at}.command.1: "[[.a" opens "[[" and never closes it with "]]"`],
  [
    exec('command: ["[[if .a]]"]'),
    `${at}.command.0: "[[if .a]]" has "[[if .a]]"; only a parameter's name is allowed there, such as "[[.source]]"`
  ],
  [
    exec('env: {A: "[[.]]"}'),
    `${at}.env.A: "[[.]]" has "[[.]]"; only a parameter's name is allowed there, such as "[[.source]]"`
  ],
  [
    "retry: {restart_delay: 30}",
    'c.yaml: retry.restart_delay: it must be a duration with a unit, such as "30s" or "1m30s"'
  ],
  [
    'retry: {restart_delay: "30"}',
    'c.yaml: retry.restart_delay: "30" is not a duration such as "30s", "1m30s" or "200ms"'
  ],
  ["task_pool: {limit: -1}", "c.yaml: task_pool.limit: it must be 0 or more"],
  ["task_pool: {queue: {enabled: perhaps}}", "c.yaml: task_pool.queue.enabled: it must be true or false"],
  ["task_pool: {queue: {displace: maybe}}", "c.yaml: task_pool.queue.displace: it must be true, false or prohibit"],
  ["trusted_cidrs: 10.0.0.0/8", "c.yaml: trusted_cidrs: it must be a list"],
  [
    "trusted_cidrs: [10.0.0.0/99]",
    'c.yaml: trusted_cidrs: "10.0.0.0/99" is neither an address nor a network such as "10.0.0.0/8"'
  ]
]

describe("a configuration", () => {
  it.each(refusals)("%s is refused: %s", (yaml, sentence) => {
    assert.strictEqual(judged(yaml), sentence)
  })

  it.each([
    "",
    "unknown: {keys: [are, ignored]}",
    "db: /some/where",
    "actions:",
    "listen: 8080",
    exec('parameters: {n: , m: {}, o: {default: ""}}'),
    exec("output: {stdout: {condition: false}, stderr:}"),
    exec("command: [-n, 5, true]"),
    "task_pool: {limit: 8, queue: {enabled: true, size: 100, order: last, max_age: 60, displace: prohibit}}",
    'trusted_cidrs: [10.0.0.0/8, 192.0.2.1, "::1", "fd00::/8"]'
  ])("%s is taken", (yaml) => {
    assert.strictEqual(judged(yaml), "ok")
  })

  it("lets an action's own retry figures go before the global ones, the jitter not inherited", () => {
    const yaml = `
retry: {restart_delay: 30s, restart_jitter: 5s, error_threshold: 3}
actions:
  own: {type: exec, retry: {restart_delay: 1m}, config: {entrypoint: x}}`
    const { actions } = Result.getOrThrow(Configuration.parse(yaml, "c.yaml"))
    assert.deepEqual(actions.get("own")?.retry, {
      restartDelay: 60e9,
      restartJitter: 0,
      errorWindow: 0,
      errorThreshold: 3
    })
  })

  it.effect("that does not exist is an empty one", () =>
    Effect.gen(function* () {
      const { actions, listen } = yield* Configuration.read("/no/such/config.yaml")
      assert.deepEqual([actions.size, listen], [0, undefined])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("an address to listen on", () => {
  it.each([
    [":8080", undefined, 8080],
    ["8080", undefined, 8080],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["localhost:65535", "localhost", 65535],
    ["[::1]:80", "::1", 80]
  ] as const)("%s", (text, host, port) => {
    assert.deepEqual(Listen.parse(text), Result.succeed({ host, port }))
  })

  it.each(["", "host", ":", "host:", ":65536", "::1:80", "/tmp/socket", "a b:1", "unix:/x"])(
    "'%s' is refused",
    (text) => {
      assert.isTrue(Result.isFailure(Listen.parse(text)))
    }
  )
})

const shipped = Effect.gen(function* () {
  const path = fileURLToPath(new URL("../../src/overseer/actions.yaml", import.meta.url))
  const { actions, pool } = yield* Configuration.read(path)
  const hls = actions.get("hls")
  return yield* hls === undefined ? Effect.die("no hls") : Effect.succeed({ actions, hls, pool })
}).pipe(Effect.provide(NodeServices.layer))

/** How a recorder gives memory back. */
const frugal = ["--max-semi-space-size=1", "--lite-mode"]
const memory = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536" }

describe("the configuration for one machine", () => {
  const params = { source: "testcard", out: "/data/{{.Source}}", cookies: "secret=1", resolution: "1080" }

  it.effect("runs the recorder with what the backend says, the cookies out of sight", () =>
    Effect.gen(function* () {
      const { hls, pool } = yield* shipped
      assert.deepEqual(invocation(hls, params), {
        program: "node",
        args: [
          ...frugal,
          ...["recorder.js", "-d", "hls", "-s", "testcard", "-o", "/data/{{.Source}}", "-r", "1080", "-f", "30"],
          ...[
            "-a",
            "",
            "-i",
            "15s",
            "--from-start",
            "false",
            "-l",
            "0",
            "--heartbeat-interval",
            "30s",
            "--output-format",
            "json"
          ]
        ],
        env: { ...memory, STICKY_COOKIES: "secret=1" }
      })
      assert.deepEqual(invocation(hls, { source: "a", out: "b" }).env, memory)
      const place = {
        url: "https://example.org/a?token=planted",
        inward: "no",
        headers: "X: planted",
        login: "a:planted"
      }
      const started = invocation(hls, { ...params, ...place, proxy: "http://a:planted@proxy.example" })
      assert.notInclude(started.args.join(" "), "planted")
      assert.deepEqual(Object.keys(started.env).sort(), [
        ...Object.keys(memory),
        ...["STICKY_COOKIES", "STICKY_HEADERS", "STICKY_INWARD", "STICKY_LOGIN", "STICKY_PROXY", "STICKY_URL"]
      ])
      assert.deepEqual(hls.dedupeKey, ["source"])
      assert.strictEqual(pool.global.limit, 0)
    })
  )

  it.effect("lets every recorder of ours give memory back to the system", () =>
    Effect.gen(function* () {
      const { actions } = yield* shipped
      const recorders = [...actions]
        .map(([name, action]) => [name, invocation(action, params)] as const)
        .filter(([, { args }]) => args.includes("recorder.js"))
      assert.sameMembers(
        recorders.map(([name]) => name),
        ["hls", "stream", "page"]
      )
      for (const [name, { args, env }] of recorders) {
        assert.deepStrictEqual(args.slice(0, frugal.length), frugal, name)
        assert.deepInclude(env, memory, name)
      }
    })
  )

  it.effect("S9: refuses an address that its recorder does not know without repeating it", () =>
    Effect.gen(function* () {
      const { hls } = yield* shipped
      const verdict = validate(hls, { ...params, url: "rtsp://example.org/?token=planted" })
      const why = 'validation error: exec: parameter "url" failed validation (value: ***)'
      assert.deepEqual(verdict, Result.fail(why))
    })
  )

  it.effect("refuses what could pass for an option or a path", () =>
    Effect.gen(function* () {
      const { hls } = yield* shipped
      const verdict = (more: object) => Result.isSuccess(validate(hls, { ...params, ...more }))
      for (const good of [{}, { source: "a.b-C_9" }, { framerate: "60" }]) assert.isTrue(verdict(good))
      for (const source of ["-x", "", ".", "a/b", "a b", "a\n", "..", "ä"]) assert.isFalse(verdict({ source }), source)
      for (const bad of [{ resolution: "721" }, { framerate: "1" }]) assert.isFalse(verdict(bad))
    })
  )

  it.effect("passes events on, and a recorder's reasons for failing", () =>
    Effect.gen(function* () {
      const { hls } = yield* shipped
      assert.isTrue(accepts(hls, "stdout", '{"event":"HEARTBEAT"}'))
      assert.isFalse(accepts(hls, "stdout", '{"level":"info","message":"x"}'))
      assert.isTrue(accepts(hls, "stderr", '{"level":"fatal","message":"x"}'))
      assert.isTrue(accepts(hls, "stderr", '{"level":"error","message":"x"}'))
      assert.isFalse(accepts(hls, "stderr", '{"level":"warn","message":"x"}'))
      assert.isFalse(accepts(hls, "stderr", "some noise"))
    })
  )
})
