import { assert, describe, it } from "@effect/vitest"
import { type Room, roomOf } from "../../../src/domain/supervision/Room.ts"
import { Instant } from "../../../src/domain/values/Time.ts"

/** Looks at one slot, one after the other, of which so many are taken each time; what is known of when it was free. */
const looks = (...taken: ReadonlyArray<number>): ReadonlyArray<number | boolean | null> => {
  let room: Room | null = null
  for (const [i, running] of taken.entries()) {
    const pools = new Map([["hls", { own: null, queue: null, waiting: 0, triedInVain: false }]])
    room = roomOf({ limit: 1, running, queueDepth: 0 }, pools, room, Instant.make(i))
  }
  const { freeSince, wasFull } = room?.drivers.get("hls") ?? assert.fail("no room was told")
  return [freeSince, wasFull]
}

describe("a slot of the overseer", () => {
  it.each([
    ["was free at the first look, and maybe ever since", [0], [0, false]],
    ["is free at each look since", [0, 0, 0], [0, false]],
    ["was taken at the first look", [1], [null, true]],
    ["was seen to become free", [1, 1, 0, 0], [2, true]],
    ["was taken in between", [0, 1, 0], [2, true]]
  ])("%s", (_, taken, known) => assert.deepStrictEqual(looks(...taken), known))
})
