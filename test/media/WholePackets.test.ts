import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as WholePackets from "../../src/media/WholePackets.ts"
import { transport } from "../recorder/streams.ts"

const Cut = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 700 }))

/** What is written of `bytes` when they arrive in pieces of these lengths. */
const written = (bytes: Uint8Array, cuts: ReadonlyArray<number>) => {
  let rest = WholePackets.none
  let at = 0
  const out: Array<Uint8Array> = []
  for (const length of [...cuts, bytes.length]) {
    const pushed = WholePackets.push(rest, bytes.subarray(at, at + length))
    if (Result.isFailure(pushed)) return undefined
    assert.strictEqual(pushed.success.whole.length % 188, 0)
    assert.isBelow(pushed.success.rest.bytes.length, 188)
    out.push(pushed.success.whole)
    rest = pushed.success.rest
    at += length
  }
  return Buffer.concat(out)
}

describe("packets", () => {
  it.prop("come out whole, once and in order, whatever the pieces", [Schema.Array(Cut)], ([cuts]) => {
    assert.deepStrictEqual(written(transport(3), cuts), Buffer.from(transport(3)))
  })

  it.prop("of a torn unit end with the last whole one", [Cut, Schema.Array(Cut)], ([missing, cuts]) => {
    const torn = transport(3).subarray(0, -missing)
    assert.strictEqual(written(torn, cuts)?.length, torn.length - (torn.length % 188))
  })

  it.prop("are not found in anything else", [Schema.Array(Cut)], ([cuts]) => {
    const page = new TextEncoder().encode("<html>".repeat(200))
    assert.isUndefined(written(page, cuts))
  })

  it("may be one alone", () => {
    assert.strictEqual(written(transport(0, 1), [])?.length, 188)
  })
})
