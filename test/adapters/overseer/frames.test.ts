import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { a, scene, ts } from "./Scene.ts"

describe("frames", () => {
  it.live("in pieces, in bytes and with a newline are read like any", () =>
    Effect.gen(function* () {
      const { ear, peer } = yield* scene()
      const line = JSON.stringify({
        type: "output",
        task_id: a,
        pid: 7,
        stream: "stdout",
        data: "é\u2028<",
        ts,
        seq: 1
      })
      const half = Buffer.from(line).indexOf("é") + 1
      peer.socket.send(Buffer.from(line).subarray(0, half), { binary: false, fin: false })
      peer.socket.send(Buffer.from(`${line}\n`).subarray(half), { binary: false, fin: false })
      peer.socket.send("", { fin: true })
      yield* peer.send(
        Buffer.from(JSON.stringify({ type: "exited", task_id: a, pid: 7, exit_code: 3, intentional: false, ts }))
      )
      yield* ear.event("exited", a)
      const output = ear.heard.find((item) => item._tag === "event" && item.event._tag === "output")
      assert.strictEqual(
        output?._tag === "event" && output.event._tag === "output" ? output.event.line : undefined,
        "é\u2028<"
      )
    })
  )

  it.live("with bytes that are no text are read as far as they are", () =>
    Effect.gen(function* () {
      const { ear, peer } = yield* scene()
      const line = JSON.stringify({ type: "output", task_id: a, pid: 7, stream: "stdout", data: "<>", ts, seq: 1 })
      const at = line.indexOf("<>") + 1
      const bytes = Buffer.concat([Buffer.from(line.slice(0, at)), Buffer.from([0xff]), Buffer.from(line.slice(at))])
      peer.socket.send(bytes, { binary: false })
      const output = yield* ear.event("output", a)
      assert.strictEqual(
        output._tag === "event" && output.event._tag === "output" ? output.event.line : undefined,
        "<\ufffd>"
      )
    })
  )

  it.live("that repeat a line or show one that was held back are no news; a gap is told", () =>
    Effect.gen(function* () {
      const { ear, peer } = yield* scene()
      const line = (seq?: number) =>
        peer.send({ type: "output", task_id: a, pid: 7, stream: "stdout", data: "x", ts, ...(seq && { seq }) })
      yield* line(1)
      yield* line(1)
      yield* line()
      yield* line(5)
      yield* peer.send({ type: "exited", task_id: a, pid: 7, exit_code: 0, intentional: true, ts })
      yield* ear.event("exited", a)
      assert.deepStrictEqual(ear.words(), ["up 1", `output ${a}`, `output ${a}`, `missed 3 ${a}`, `exited ${a}`])
    })
  )
})
