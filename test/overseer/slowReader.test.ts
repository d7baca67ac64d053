import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, of } from "./Client.ts"
import { local, Overseen } from "./Overseen.ts"
import { row } from "./Tasks.ts"

const yaml = `
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {}}}}
`

layer(local(yaml), { excludeTestServices: true })("a client that does not read", (it) => {
  it.effect("loses its connection, while the task runs on and others hear all of it", () =>
    Effect.gen(function* () {
      const { url } = yield* Overseen
      const reader = yield* connect(url)
      const sleeper = yield* connect(url)
      const taskId = reader.id()
      yield* sleeper.ask({ type: "subscribe", task_id: taskId })
      sleeper.socket.pause()
      const cmd = "i=0; while [ $i -lt 400 ]; do head -c 200000 /dev/zero | tr '\\0' x; echo; i=$((i+1)); done; exit 6"
      yield* reader.ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      const exited = yield* reader.hears("the exit", of("exited", taskId), "60 seconds")
      assert.deepInclude(exited, { exit_code: 6, intentional: false })
      assert.deepEqual(
        reader.heard.filter(of("output", taskId)).map(({ seq }) => seq),
        Array.from({ length: 400 }, (_, i) => i + 1)
      )
      sleeper.socket.resume()
      assert.strictEqual(yield* sleeper.closed, 1006)
      assert.deepInclude(yield* row(reader.ask, taskId), { worker_state: "exited" })
    })
  )

  it.effect("is not mistaken for one that reads a great deal", () =>
    Effect.gen(function* () {
      const { url } = yield* Overseen
      const { ask, heard, hears, id } = yield* connect(url)
      const taskId = id()
      const cmd = "seq 100000"
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      yield* hears("the exit", of("exited", taskId), "60 seconds")
      assert.lengthOf(heard.filter(of("output", taskId)), 100000)
    })
  )
})
