import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Logger } from "effect"
import * as WsOverseer from "../../../src/adapters/overseer/WsOverseer.ts"
import type { TaskRow } from "../../../src/domain/supervision/OverseerEvent.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { local, Overseen } from "../../overseer/Overseen.ts"
import { hearing } from "./hearing.ts"

const configuration = `
actions:
  sh:
    type: exec
    dedupe_key: [source]
    config:
      entrypoint: sh
      command: [-c, "[[.cmd]]"]
      parameters: {source: {}, cmd: {default: "exec sleep 60"}, size: {default: "a", validate: 'value in ["a"]'}}
`

const quiet = Logger.layer([])

const client = Effect.gen(function* () {
  const { url } = yield* Overseen
  const services = yield* Layer.build(WsOverseer.layer({ url: new URL(url) }).pipe(Layer.provide(quiet)))
  const overseer = Context.get(services, Overseer)
  const ear = yield* hearing(overseer.news)
  yield* ear.up(1)
  const row = (taskId: TaskId): Effect.Effect<TaskRow | undefined, unknown> =>
    Effect.map(overseer.list(1), ({ rows }) => rows.find((each) => each.taskId === taskId))
  return { overseer, ear, row }
})

const id = (name: string) => TaskId.make(`sd-0123abcd-1-${name}`)

layer(local(configuration).pipe(Layer.provide(quiet)), { excludeTestServices: true })("the local overseer", (it) => {
  it.effect("starts, prints, exits, and is told so", () =>
    Effect.gen(function* () {
      const { ear, overseer, row } = yield* client
      const taskId = id("exits")
      yield* overseer.subscribe(1, [taskId])
      const params = { source: "exits", cmd: "echo one; echo two; exit 3" }
      const answer = yield* overseer.start(1, { taskId, action: "sh", params })
      assert.strictEqual(answer._tag, "started")
      const exited = yield* ear.event("exited", taskId)
      assert.deepInclude(exited._tag === "event" ? exited.event : {}, { exitCode: 3, intentional: false })
      const lines = ear.heard.flatMap((item) =>
        item._tag === "event" && item.event._tag === "output" ? [item.event.line] : []
      )
      assert.deepStrictEqual(lines, ["one", "two"])
      assert.deepInclude(yield* row(taskId), {
        action: "sh",
        params,
        state: "active",
        workerState: "exited",
        exitCode: 3,
        pid: answer._tag === "started" ? answer.pid : null
      })
    })
  )

  it.effect("refuses what its validation does not let pass, and shows validation and default", () =>
    Effect.gen(function* () {
      const { overseer } = yield* client
      const params = { source: "refused", size: "b" }
      assert.strictEqual((yield* overseer.start(1, { taskId: id("refused"), action: "sh", params }))._tag, "refused")
      const [driver] = (yield* overseer.describe(1)).drivers
      assert.deepStrictEqual(driver?.params["size"], { default: "a", validate: 'value in ["a"]' })
    })
  )

  it.effect("replays to a second client what the first one heard, and each line is news once", () =>
    Effect.gen(function* () {
      const { ear, overseer } = yield* client
      const taskId = id("replays")
      const params = { source: "replays", cmd: "for i in 1 2 3; do echo $i; done; exec sleep 60" }
      yield* overseer.subscribe(1, [taskId])
      yield* overseer.start(1, { taskId, action: "sh", params })
      yield* ear.first((item) => item._tag === "event" && item.event._tag === "output" && item.event.line === "3")

      const second = yield* client
      yield* second.overseer.subscribe(1, [taskId])
      yield* second.overseer.replay(1, taskId)
      yield* second.overseer.replay(1, taskId)
      yield* second.overseer.metrics(1)
      yield* second.overseer.stop(1, taskId)
      yield* second.ear.event("exited", taskId)
      assert.deepStrictEqual(second.ear.words(), [
        "up 1",
        `output ${taskId}`,
        `output ${taskId}`,
        `output ${taskId}`,
        `exited ${taskId}`
      ])
    })
  )
})
