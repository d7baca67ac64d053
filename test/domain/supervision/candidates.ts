import { Schema } from "effect"
import { type Bounds, type Candidate, firstComeFirst } from "../../../src/domain/supervision/Admission.ts"
import type { Gate } from "../../../src/domain/supervision/Breaker.ts"
import { type Limits, recordersOfUsers } from "../../../src/domain/supervision/Limits.ts"
import type { Room } from "../../../src/domain/supervision/Room.ts"
import { SourceId, UserId } from "../../../src/domain/values/Ids.ts"
import { at } from "./given.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))
/** A bound, which is none every now and then. */
const bound = (maximum: number) => Schema.Union([upTo(maximum), Schema.Literal("none")])
const numberOf = (given: number | "none"): number => (given === "none" ? Number.POSITIVE_INFINITY : given)

const drivers = ["hls", "dash", "tube"] as const
/** Users as they want a source, by their numbers. */
const users = Schema.Literals(["1", "1", "2", "3", "1 2", "2 3"])
const gateKind = Schema.Literals(["open", "open", "open", "held", "probing", "tried"])

/** What competes for a start: who wants it since when, and by which driver. */
const Competitor = Schema.Struct({
  driver: Schema.Literals(drivers),
  users,
  since: upTo(4),
  replaces: Schema.Literals([false, false, false, true])
})

/** How things stand for all of them together. */
export const Scarcity = Schema.Struct({
  everybody: bound(8),
  user: bound(3),
  running: Schema.Array(users).check(Schema.isMaxLength(4)),
  slots: bound(5),
  own: Schema.Tuple([bound(3), bound(3), bound(3)]),
  places: Schema.Tuple([upTo(2), upTo(2), upTo(2)]),
  gates: Schema.Struct({ hls: gateKind, dash: gateKind, tube: gateKind }),
  concurrency: upTo(9),
  underWay: upTo(2)
})
export type Scarcity = typeof Scarcity.Type

export const Competitors = Schema.Array(Competitor).check(Schema.isMaxLength(12))

const wishes = (users: string, since = 0) => [
  { userId: UserId.make(9), posture: "paused" as const, updatedAt: at(-1) },
  ...users
    .split(" ")
    .map(Number)
    .map((user) => ({ userId: UserId.make(user), posture: "active" as const, updatedAt: at(since + user) }))
]

export const candidatesOf = (competitors: typeof Competitors.Type): ReadonlyArray<Candidate> =>
  competitors.map(({ driver, replaces, since, users }, i) => ({
    sourceId: SourceId.make(i + 1),
    driver,
    wishes: wishes(users, since),
    replaces
  }))

const gates: Readonly<Record<typeof gateKind.Type, Gate>> = {
  open: { _tag: "open" },
  held: { _tag: "held", until: at(1000), blocks: 3 },
  probing: { _tag: "probing", blocks: 3, isTried: false },
  tried: { _tag: "probing", blocks: 3, isTried: true }
}

export const boundsOf = (scarcity: Scarcity): Bounds => {
  const room: Room = {
    slots: numberOf(scarcity.slots),
    drivers: new Map(
      drivers.map((name, i) => [
        name,
        { slots: numberOf(scarcity.own[i] ?? 0), places: scarcity.places[i] ?? 0, freeSince: null, wasFull: true }
      ])
    )
  }
  const gateOf = (name: string): Gate => {
    const driver = drivers.find((one) => one === name)
    return gates[driver === undefined ? "open" : scarcity.gates[driver]]
  }
  const limits: Limits = {
    everybody: numberOf(scarcity.everybody),
    user: numberOf(scarcity.user),
    recorders: scarcity.running.length,
    ofUsers: recordersOfUsers(scarcity.running.map((of) => wishes(of)))
  }
  return { limits, room, gateOf, concurrency: scarcity.concurrency }
}

/** Whether the two differ in nothing but when they came to be wanted. */
export const areAlike = (a: Candidate, b: Candidate): boolean =>
  a.driver === b.driver &&
  a.replaces === b.replaces &&
  JSON.stringify(activeUsers(a)) === JSON.stringify(activeUsers(b))

export const activeUsers = ({ wishes }: Candidate): ReadonlyArray<UserId> =>
  wishes.filter(({ posture }) => posture === "active").map(({ userId }) => userId)

/** Whether the first comes before the second. */
export const isBefore = (a: Candidate, b: Candidate): boolean => firstComeFirst([a, b])[0] === a
