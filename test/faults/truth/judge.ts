import type { Stretch } from "../../../src/domain/recordings/Stretch.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import type { Channel } from "./Channel.ts"

/** What the wall clock showed at the beginning of each second. */
export type Walls = ReadonlyArray<Instant>

const second = 1_000

/** Seconds that the wall clock showed once and no more: of the others nobody could say anything by it. */
const shownOnce = (walls: Walls): ReadonlyArray<number> =>
  walls.flatMap((wall, i) =>
    walls.every((other, j) => i === j || Math.abs(other - wall) >= second) && walls[i + 1] === wall + second ? [i] : []
  )

const recordedAndNot = "told as recorded, and not on the disk"

/**
 * The stretches of more than two seconds in which what is told differs from what the channel served and the disk has: told as recorded and
 * not there, but for the seconds that are told as lost; there and not told; on the air, as somebody saw, not there, and told as off the air.
 */
export const falsehoods = (
  told: ReadonlyArray<Stretch>,
  channel: Channel,
  walls: Walls,
  lost: number
): ReadonlyArray<string> => {
  const wrong: Array<{ readonly what: string; readonly from: number; to: number }> = []
  for (const i of shownOnce(walls)) {
    const middle = (walls[i] ?? 0) + second / 2
    const kind = told.find(({ from, to }) => middle >= from && middle < to)?.kind
    const isThere = channel.kept(i)
    const what =
      kind === "recorded" && !isThere && channel.isOn(i * second)
        ? recordedAndNot
        : isThere && kind !== "recorded"
          ? `on the disk, and told as ${kind}`
          : kind === "off air" && channel.isSeen(i * second)
            ? "on the air, and told as off the air"
            : kind === "recorded" && !channel.isOn(i * second)
              ? "off the air, and told as recorded"
              : undefined
    if (what === undefined) continue
    const last = wrong.at(-1)
    if (last?.what === what && last.to === i) last.to = i + 1
    else wrong.push({ what, from: i, to: i + 1 })
  }
  let unexplained = lost
  return wrong
    .filter(({ from, to }) => to - from > 2)
    .filter(({ from, to, what }) => {
      if (what !== recordedAndNot) return true
      unexplained -= to - from
      return unexplained < 0
    })
    .map(({ from, to, what }) => `second ${from} to ${to}: ${what}`)
}
