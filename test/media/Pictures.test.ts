import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { fragmentIn, openingIn } from "../../src/media/MoviePicture.ts"
import { packetLength, pidOf } from "../../src/media/TransportPacket.ts"
import { pictureIn, soundIn, tablesIn } from "../../src/media/TransportPicture.ts"
import { scanned, stream } from "./stream.ts"

describe("the last key frame of a transport stream", () => {
  const bytes = stream(0, 6)

  it("is whole, has its tables before it and nothing but its picture behind them", () => {
    const told = tablesIn(bytes)
    const picture = told === undefined ? undefined : pictureIn(told, bytes)
    assert.isDefined(told)
    assert.isDefined(picture)
    const pids = Array.from({ length: picture.length / packetLength }, (_, i) => pidOf(picture, i * packetLength))
    assert.deepStrictEqual(new Set(pids.slice(2)), new Set([told.leading.pid]))
    assert.strictEqual(scanned(picture).entries.length, 1)
  })

  it("is found in bytes from anywhere, the tables from the file's beginning", () => {
    const told = tablesIn(bytes.subarray(0, 4 * packetLength))
    assert.isDefined(told)
    for (const from of [1, 99, 188, 10_007]) {
      assert.deepStrictEqual(pictureIn(told, bytes.subarray(from)), pictureIn(told, bytes))
    }
  })

  it("is none while its end has not come", () => {
    const told = tablesIn(bytes)
    assert.isDefined(told)
    assert.isUndefined(pictureIn(told, bytes.subarray(0, 6 * packetLength)))
  })

  it.prop("is looked for in any bytes without harm", [Schema.Uint8Array], ([any]) => {
    const told = tablesIn(any) ?? tablesIn(bytes)
    assert.isDefined(told)
    pictureIn(told, any)
    soundIn(told, any)
  })
})

describe("the last fragment of a movie", () => {
  it.prop("is looked for in any bytes without harm", [Schema.Uint8Array, Schema.Uint8Array], ([head, any]) => {
    const opening = openingIn(head)
    if (opening !== undefined) fragmentIn(opening, any, 0, { position: 0, seconds: 7 })
  })
})
