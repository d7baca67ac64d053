import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { connect, of } from "./Client.ts"
import { gone } from "./Pids.ts"
import { folder, listening, program } from "./Program.ts"

const yaml = `
listen: 127.0.0.1:0
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {}}}}
  noisy:
    type: exec
    config:
      entrypoint: sh
      command: [-c, "echo noise; echo '{\\"event\\":1}'; pwd; echo \\"$FROM_OUTSIDE $TOLD $UNTOLD\\" >&2"]
      env: {TOLD: "[[.told]]", UNTOLD: "[[.untold]]"}
      parameters: {told: {}, untold: {default: ""}}
      output: {stdout: {condition: has(output.json.event)}}
`

describe("the program", () => {
  it.live("says where it listens, and on SIGTERM ends its tasks and exits with 0", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      writeFileSync(join(cwd, "config.yaml"), yaml)
      const { child, ended, says } = yield* program([], {}, cwd)
      const { ask, closed, hears, id } = yield* connect(yield* says(listening))
      const taskId = id()
      const { pid } = yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "exec sleep 60" } })
      child.kill("SIGTERM")
      yield* hears(
        "the exit",
        of("exited", taskId, ({ intentional }) => intentional === true)
      )
      assert.strictEqual(yield* ended, 0)
      assert.strictEqual(yield* closed, 1006)
      yield* gone(Number(pid))
    })
  )

  it.live("prefers the environment, hands its own on, and takes down what is filtered too", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      writeFileSync(join(cwd, "other.yaml"), yaml)
      const env = {
        OVERSEER_CONFIG: "other.yaml",
        OVERSEER_LISTEN: "127.0.0.1:0",
        OVERSEER_LOG_FILE: "events.jsonl",
        FROM_OUTSIDE: "inherited",
        UNTOLD: "kept"
      }
      const { child, ended, says } = yield* program(["-config", "missing.yaml"], env, cwd)
      const { ask, heard, hears, id } = yield* connect(yield* says(listening))
      const taskId = id()
      yield* ask({ type: "start", action: "noisy", task_id: taskId, params: { told: "this" } })
      yield* hears("the exit", of("exited", taskId))
      const lines = heard.filter(of("output", taskId)).map(({ data }) => data)
      assert.sameMembers(lines, ['{"event":1}', "inherited this kept"])
      child.kill("SIGTERM")
      yield* ended
      const log = readFileSync(join(cwd, "events.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line))
      assert.lengthOf(log, 6)
      assert.deepNestedInclude({ log }, { "log[0].type": "started", "log[5].type": "exited", "log[5].exit_code": 0 })
      assert.isTrue(log.some((event) => JSON.stringify(event).includes('"noise"')))
    })
  )

  it.live("takes its processes along when it dies of an error of its own", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      writeFileSync(join(cwd, "config.yaml"), yaml)
      // A program preloaded before ours brings it down when told to.
      writeFileSync(join(cwd, "bomb.mjs"), 'process.on("SIGUSR2", () => { throw new Error("bomb") })')
      const { child, ended, says } = yield* program([], { NODE_OPTIONS: "--import ./bomb.mjs" }, cwd)
      const { ask, id } = yield* connect(yield* says(listening))
      const { pid } = yield* ask({
        type: "start",
        action: "sh",
        task_id: id(),
        params: { cmd: "trap '' TERM; while :; do sleep 0.1; done" }
      })
      child.kill("SIGUSR2")
      assert.notStrictEqual(yield* ended, 0)
      yield* gone(Number(pid))
    })
  )

  const refusals: ReadonlyArray<readonly [string, string, Record<string, string>, ReadonlyArray<string>, RegExp]> = [
    ["an unknown flag", "", {}, ["--nonsense"], /^overseer: Unknown option '--nonsense'; see -help\n$/],
    [
      "a value of the wrong kind",
      "actions: {a: {type: exec, config: {entrypoint: x, parameters: {n: {default: 5}}}}}",
      {},
      [],
      /^overseer: config\.yaml: actions\.a\.config\.parameters\.n\.default: it must be text in quotes, such as "30"\n$/
    ],
    [
      "an address that is none",
      "",
      { OVERSEER_LISTEN: "here" },
      [],
      /^overseer: "here" is not an address to listen on; .*\n$/
    ],
    [
      "a log that cannot be written",
      "log_file: /no/such/folder/log",
      {},
      [],
      /^overseer: log_file cannot be written: .*\n$/
    ]
  ]
  it.live.each(refusals)("refuses %s in one sentence, with exit code 1", ([, config, env, args, sentence]) =>
    Effect.gen(function* () {
      const cwd = yield* folder
      writeFileSync(join(cwd, "config.yaml"), config)
      const { ended, said } = yield* program(args, env, cwd)
      assert.strictEqual(yield* ended, 1)
      assert.match(said(), sentence)
    })
  )

  it.live.each([
    [["-version"], /^\d+\.\d+\.\d+\n$/],
    [["--version"], /^\d+\.\d+\.\d+\n$/],
    [["-help"], /^Usage: overseer/]
  ] as const)("answers %j and is done", ([args, answer]) =>
    Effect.gen(function* () {
      const { ended, said } = yield* program(args, {}, yield* folder)
      assert.strictEqual(yield* ended, 0)
      assert.match(said(), answer)
    })
  )
})
