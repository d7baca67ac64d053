import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type Client, connect, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"

/** Runs a shell command to its end; gives its task. */
const run = Effect.fnUntraced(function* ({ ask, hears, id }: Client, cmd: string, action = "sh") {
  const taskId = id()
  yield* ask({ type: "subscribe", task_id: taskId })
  yield* ask({ type: "start", action, task_id: taskId, params: { cmd } })
  yield* hears("the exit", of("exited", taskId))
  return taskId
})

layer(conforming, { excludeTestServices: true })("an overseer that passes output on", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("cuts lines at newlines, takes one carriage return off, keeps the rest and the unfinished last", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = yield* run(mine, String.raw`printf 'a\r\n\r\r\n\n\tb<&>\001\n\303\050\n\303\266 end'`)
      const lines = mine.heard.filter(of("output", taskId))
      assert.deepEqual(
        lines.map(({ data }) => data),
        ["a", "\r", "", "\tb<&>\u0001", "\ufffd(", "ö end"]
      )
      assert.deepEqual(
        lines.map(({ seq }) => seq),
        [1, 2, 3, 4, 5, 6]
      )
    })
  )

  it.effect("numbers both streams together", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = yield* run(mine, "for i in 1 2 3; do echo out$i; echo err$i >&2; done")
      const lines = mine.heard.filter(of("output", taskId))
      assert.sameMembers(
        lines.map(({ seq }) => seq),
        [1, 2, 3, 4, 5, 6]
      )
      for (const stream of ["out", "err"]) {
        const own = lines.filter((line) => line["stream"] === `std${stream}`)
        assert.deepEqual(
          own.map(({ data }) => data),
          [1, 2, 3].map((n) => `${stream}${n}`)
        )
      }
    })
  )

  it.effect("carries a line of nine million bytes", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = yield* run(mine, "head -c 9000000 /dev/zero | tr '\\0' x; echo; echo after")
      const lines = mine.heard.filter(of("output", taskId))
      assert.deepEqual(
        lines.map(({ data }) => String(data).length),
        [9_000_000, 5]
      )
    })
  )

  it.effect("drops what a condition refuses, without a number", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = yield* run(
        mine,
        `echo noise; echo '{"event":"A"}'; echo '["event"]'; echo '{"level":"info"}'; echo '{"event":1'; echo '{"event":"B"}'; echo '{"event":"C"}' >&2`,
        "events"
      )
      const lines = mine.heard.filter(of("output", taskId))
      assert.deepEqual(
        lines.map(({ data, seq }) => [seq, data]),
        [
          [1, '{"event":"A"}'],
          [2, '{"event":"B"}']
        ]
      )
    })
  )

  it.effect("replays the last hundred events of a process to the asker alone", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const other = yield* client
      const taskId = yield* run(mine, "for i in $(seq 150); do echo $i; done")
      yield* other.ask({ type: "metrics" })
      other.say({ type: "replay", task_id: taskId })
      yield* other.ask({ type: "metrics", task_id: taskId })
      const replayed = other.heard.filter(({ task_id }) => task_id === taskId)
      assert.lengthOf(replayed, 100)
      assert.deepEqual(
        replayed.slice(0, 99).map(({ data }) => data),
        Array.from({ length: 99 }, (_, i) => String(i + 52))
      )
      assert.deepEqual(
        replayed,
        mine.heard
          .filter(({ task_id, type }) => task_id === taskId && (type === "output" || type === "exited"))
          .slice(-100)
      )
    })
  )

  it.effect("replays from `since` on, that very moment included", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const other = yield* client
      const taskId = yield* run(mine, "echo a; sleep 0.1; echo b; sleep 0.1; echo c")
      const from = mine.heard.find(of("output", taskId, ({ data }) => data === "b"))
      other.say({ type: "replay", task_id: taskId, since: from?.["ts"] })
      yield* other.ask({ type: "metrics" })
      assert.deepEqual(
        other.heard.filter(({ task_id }) => task_id === taskId).map(({ data, type }) => data ?? type),
        ["b", "c", "exited"]
      )
    })
  )

  it.effect("begins an empty replay with each restart, while the numbers go on", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = mine.id()
      yield* mine.ask({ type: "subscribe", task_id: taskId })
      yield* mine.ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: "echo one; echo two" },
        retry_policy: { restart_delay: "10ms", error_threshold: 2 }
      })
      yield* mine.hears("errored", of("errored", taskId))
      const other = yield* client
      other.say({ type: "replay", task_id: taskId })
      yield* other.ask({ type: "metrics" })
      assert.deepEqual(
        other.heard.filter(({ task_id }) => task_id === taskId).map(({ seq, type }) => [type, seq]),
        [
          ["output", 3],
          ["output", 4],
          ["exited", undefined]
        ]
      )
    })
  )

  it.effect("gives a process a group of its own, no input, and our environment and folder", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const taskId = yield* run(mine, 'echo "$$ $(ps -o pgid= -p $$ | tr -d " ")"; cat; echo "$PATH"; pwd')
      const [ids = "", path, folder] = mine.heard.filter(of("output", taskId)).map(({ data }) => String(data))
      const [own, group] = ids.split(" ")
      assert.strictEqual(own, group)
      assert.strictEqual(own, String(mine.heard.find(of("started", taskId))?.["pid"]))
      assert.isNotEmpty(path)
      assert.match(String(folder), /^\//)
    })
  )
})
