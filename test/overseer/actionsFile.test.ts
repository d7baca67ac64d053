import { execFileSync } from "node:child_process"
import { rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { connect, type Message, of } from "./Client.ts"
import { folder, listening, program } from "./Program.ts"

const config = `
listen: 127.0.0.1:0
actions:
  bundled: {type: exec, config: {entrypoint: sh, command: [-c, "echo bundled"]}}
  both: {type: exec, config: {entrypoint: sh, command: [-c, "echo bundled"]}}
`
const own = (says: string, limit = 0) => `
actions:
  own:
    type: exec
    task_pool: {limit: ${limit}, queue: {enabled: true, size: 9}}
    config:
      entrypoint: sh
      command: [-c, "echo ${says}; exec sleep 60"]
      parameters: {out: {default: /srv/recordings/x}}
  both: {type: exec, config: {entrypoint: sh, command: [-c, "echo ${says}"]}}
`

const names = ({ actions }: Message) =>
  Array.isArray(actions) ? actions.map((action: { readonly name: string }) => action.name).sort() : []

/** Nobody asked for it. */
const offer = (test: (message: Message) => boolean) => (message: Message) =>
  message["type"] === "actions" && message["id"] === "" && test(message)

const faults = (message: Message) => JSON.stringify(message["faults"] ?? [])

describe("the programs that an action needs", () => {
  it.live("are told by describe where they are not installed, and of alternatives one is enough", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      const action = (needs: string) => `{type: exec, needs: [${needs}], config: {entrypoint: sh}}`
      const actions = [`  some: ${action("sh, nowhere-1, nowhere-1|nowhere-2")}`, `  none: ${action("nowhere-1|sh")}`]
      writeFileSync(join(cwd, "config.yaml"), ["listen: 127.0.0.1:0", "actions:", ...actions, ""].join("\n"))
      const { says } = yield* program([], {}, cwd)
      const { ask } = yield* connect(yield* says(listening))
      const missing = (action: string) =>
        Effect.map(
          ask({ type: "describe", action }),
          ({ actions }) => /"missing":[^\]]*/.exec(JSON.stringify(actions))?.[0]
        )
      assert.strictEqual(yield* missing("some"), '"missing":["nowhere-1","nowhere-1|nowhere-2"')
      assert.isUndefined(yield* missing("none"))
    })
  )
})

describe("actions of one's own", () => {
  it.live("stand beside the bundled ones, win over those of their names, and follow their file while all runs on", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      const write = (text: string) => writeFileSync(join(cwd, "own.yaml"), text)
      writeFileSync(join(cwd, "config.yaml"), config)
      write(own("first", 1))
      const { said, says } = yield* program([], { ACTIONS: "own.yaml", OVERSEER_MEDIA_ROOT: "/srv/recordings" }, cwd)
      const client = yield* connect(yield* says(listening))
      const { ask, hears, id } = client
      const start = (action: string, params = {}) => {
        const task_id = id()
        return Effect.as(ask({ type: "start", action, task_id, params }), task_id)
      }
      const prints = (taskId: string, line: string) =>
        hears(
          line,
          of("output", taskId, ({ data }) => data === line)
        )

      const described = yield* ask({ type: "describe" })
      assert.deepStrictEqual([names(described), faults(described)], [["both", "bundled", "own"], "[]"])
      yield* prints(yield* start("both"), "first")
      const running = yield* start("own")
      yield* prints(running, "first")
      assert.include(
        (yield* ask({ type: "start", action: "own", params: { out: "/etc/x" } }))["message"],
        "no path below"
      )
      const waiting = yield* start("own")

      // A slip takes nothing away, and is told with its line.
      write(own("second", 1).replace("entrypoint: sh", "entrypoint_: sh"))
      const broken = yield* hears(
        "the slip",
        offer((message) => faults(message) !== "[]")
      )
      assert.deepStrictEqual(names(broken), ["both", "bundled", "own"])
      assert.include(faults(broken), '"line":6,"action":"own"')
      yield* says(/own\.yaml, line 6: actions\.own\.config\.entrypoint: it is missing/)
      yield* prints(yield* start("both"), "second")
      assert.deepInclude(yield* ask({ type: "pool_info", action: "own" }), { action: "own" })

      rmSync(join(cwd, "own.yaml"))
      const gone = yield* hears(
        "that it is gone",
        offer((message) => faults(message).includes("isn't there"))
      )
      assert.deepStrictEqual(names(gone), ["both", "bundled", "own"])

      // More room lets in what waits, as it was accepted.
      write(own("third", 2))
      yield* hears(
        "the file again",
        offer((message) => faults(message) === "[]" && names(message).length === 3)
      )
      yield* prints(waiting, "first")
      yield* prints(yield* start("both"), "third")

      write("actions: {}\n")
      yield* hears(
        "the last change",
        offer((message) => names(message).length === 2)
      )
      yield* prints(yield* start("both"), "bundled")
      const { tasks } = yield* ask({ type: "list" })
      const states = Array.isArray(tasks)
        ? tasks.filter((one: Message) => one["action"] === "own").map((one: Message) => one["worker_state"])
        : []
      assert.deepStrictEqual(states, ["running", "running"], said())
    })
  )

  it.live("go on as they were at a new start while their file is broken, and no longer than that", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      const write = (text: string) => writeFileSync(join(cwd, "own.yaml"), text)
      writeFileSync(join(cwd, "config.yaml"), config)
      const started = (file = "own.yaml") =>
        Effect.gen(function* () {
          const { says } = yield* program([], { ACTIONS: file, ACTIONS_KEPT: "kept/actions.json" }, cwd)
          const client = yield* connect(yield* says(listening))
          const described = yield* client.ask({ type: "describe" })
          const task_id = client.id()
          yield* client.ask({ type: "start", action: "both", task_id })
          const printed = yield* client.hears("what it prints", of("output", task_id))
          return { told: [names(described), printed["data"]], faults: faults(described) }
        })
      write(own("first"))
      assert.deepInclude(yield* Effect.scoped(started()), { told: [["both", "bundled", "own"], "first"], faults: "[]" })
      assert.strictEqual(statSync(join(cwd, "kept/actions.json")).mode & 0o777, 0o600)

      write("actions:\n  own: [\n")
      const broken = yield* Effect.scoped(started())
      assert.deepStrictEqual(broken.told, [["both", "bundled", "own"], "first"])
      assert.include(broken.faults, "The actions that it held before go on.")

      // A slip in one of two, again over a start: what is good of it counts, and the other is as it was.
      write(own("second").replace("entrypoint: sh", "entrypoint_: sh"))
      const slipped = yield* Effect.scoped(started())
      assert.deepStrictEqual(slipped.told, [["both", "bundled", "own"], "second"])
      assert.include(slipped.faults, "Its former version goes on.")
      rmSync(join(cwd, "own.yaml"))
      assert.deepStrictEqual((yield* Effect.scoped(started())).told, [["both", "bundled", "own"], "second"])

      // What another file held is nobody's there.
      assert.deepStrictEqual((yield* Effect.scoped(started("other.yaml"))).told, [["both", "bundled"], "bundled"])
    })
  )

  it.live("are no pipe and no longer than anybody writes them; a change of that is followed", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      const path = join(cwd, "own.yaml")
      writeFileSync(join(cwd, "config.yaml"), config)
      execFileSync("mkfifo", [path])
      const { says } = yield* program([], { ACTIONS: "own.yaml" }, cwd)
      const { ask, hears } = yield* connect(yield* says(listening))
      assert.include(faults(yield* ask({ type: "describe" })), "that is no file")
      rmSync(path)
      writeFileSync(path, `# ${"x".repeat(1024 * 1024)}\n${own("long")}`)
      yield* hears(
        "that it is too long",
        offer((message) => faults(message).includes("longer than 1 MiB"))
      )
      writeFileSync(path, own("short"))
      yield* hears(
        "the file",
        offer((message) => faults(message) === "[]" && names(message).length === 3)
      )
    })
  )

  it.live("that can't be read at the start keep nothing else from being offered", () =>
    Effect.gen(function* () {
      const cwd = yield* folder
      writeFileSync(join(cwd, "config.yaml"), config)
      writeFileSync(join(cwd, "own.yaml"), "actions:\n  own: [\n")
      const { says } = yield* program([], { ACTIONS: "own.yaml" }, cwd)
      const { ask } = yield* connect(yield* says(listening))
      const described = yield* ask({ type: "describe" })
      assert.deepStrictEqual(names(described), ["both", "bundled"])
      assert.include(faults(described), "not YAML")
    })
  )
})
