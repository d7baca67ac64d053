import type { Standing } from "../../../domain/supervision/Outage.ts"
import type { StorageGate } from "../../../domain/supervision/StorageGate.ts"
import { storedAs } from "../../../domain/supervision/StorageObstacle.ts"
import { type Instant, later, type Millis } from "../../../domain/values/Time.ts"
import type { JournalEntry } from "../../../ports/Journal.ts"
import type { Assessment } from "../assessment/Assessment.ts"
import type { Link, LiveState } from "../live/LiveState.ts"

/** A link that is back within this time was hardly away. */
export const hardlyAway: Millis = 3_000

/** How long a look at outages holds unless something changes: a link that is down is told as soon as it was more than hardly away. */
export const holdsFor = ({ connection, since }: Link, now: Instant): Millis => {
  const told = later(since, hardlyAway)
  return connection === null && now < told ? told - now : 60_000
}

const nameOf = ({ kind, subject }: Standing) => `${kind} ${subject}`

const storageOutage = ({ namedSince, obstacle }: StorageGate): ReadonlyArray<Standing> =>
  obstacle === null || namedSince === null ? [] : [{ kind: storedAs(obstacle), subject: "", since: namedSince }]

/** Whose limits are reached, by the very count that holds starts back: everybody's as the empty word, and users' by their ids. */
const reachedLimits = (assessment: Assessment): ReadonlyArray<string> => {
  const { everybody, ofUsers, recorders, user } = assessment.bounds().limits
  const users = [...ofUsers].flatMap(([id, own]) => (own >= user ? [String(id)] : []))
  return recorders >= everybody ? ["", ...users] : users
}

const standing = (live: LiveState["Service"], assessment: Assessment, now: Instant): ReadonlyArray<Standing> => {
  const link = live.link()
  const isAway = link.connection === null && now >= later(link.since, hardlyAway)
  return [
    ...(isAway ? [{ kind: "link", subject: "", since: link.since } as const] : []),
    ...storageOutage(live.storage()),
    ...reachedLimits(assessment).map((subject) => ({ kind: "limit", subject, since: now }) as const),
    ...assessment.heldDrivers().map((subject) => ({ kind: "driver", subject, since: now }) as const)
  ]
}

/**
 * What one leader tells the journal of outages: at its first look all that stand, so that those an earlier leader left open end,
 * later whatever changes.
 */
export const outageWatch = (term: number) => {
  let told: string | null = null
  let looks = 0
  return (live: LiveState["Service"], assessment: Assessment, now: Instant): ReadonlyArray<JournalEntry> => {
    const all = standing(live, assessment, now)
    const names = all.map(nameOf).join("\n")
    if (names === told) return []
    const link = live.link()
    // The first look at a link that is not up yet tells nothing of how long it was away.
    if (told === null && link.connection === null && !all.some(({ kind }) => kind === "link")) return []
    told = names
    looks += 1
    return [{ _tag: "outages", standing: all, at: now, term, look: looks }]
  }
}
