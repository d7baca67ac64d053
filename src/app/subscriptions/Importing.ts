import { Array as Arrays, Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { isAdmin, mayActFor } from "../../domain/subscriptions/Access.ts"
import { allowance } from "../../domain/subscriptions/Allowance.ts"
import { type ImportLine, wanted } from "../../domain/subscriptions/imports/ImportLine.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Sources } from "../../ports/Sources.ts"
import { type Granted, Subscriptions, type Wish } from "../../ports/Subscriptions.ts"
import { Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { NotAllowed, NoUser } from "../accounts/AccountRefusals.ts"
import { type AuditEvent, Auditing, ofOwner } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { Addresses, type GivenAddress, type Understanding } from "./Addresses.ts"
import { type ImportResult, refused } from "./ImportResult.ts"
import { type Place, settleAll } from "./Placing.ts"
import { Subscribing } from "./Subscribing.ts"
import { TooManySubscriptions } from "./SubscriptionRefusals.ts"

/** What became of the lines, or would become of them. */
export interface Imported {
  readonly results: ReadonlyArray<ImportResult>
  /** How many sources are wanted active that nobody wanted so before: as many recorders start. */
  readonly starts: number
}

export interface ImportOptions {
  readonly dryRun: boolean
  /** Of lines that name none. */
  readonly posture: Posture
}

/** Wishes taken in from elsewhere, line by line; a bad line spoils no other. A dry run says what would happen. */
export class Importing extends Context.Service<
  Importing,
  {
    /** For `owner`, or, where that is null, each line for whom it names, and the caller where it names nobody. */
    readonly run: (
      by: Caller,
      owner: UserId | null,
      lines: ReadonlyArray<ImportLine>,
      options: ImportOptions
    ) => Effect.Effect<Imported, NotAllowed | NoUser>
  }
>()("sticky-dvr/app/subscriptions/Importing") {}

/** As many wishes are granted as one unit of storage: either with their entries in the audit log or not at all. */
const atATime = 1000

/** Whose a line is, by the name that it gives. */
type Owners = (name: string | undefined) => Effect.Effect<Owner, string>
interface Owner {
  readonly id: UserId
  readonly name: string
}

/** A line that can be granted, and whose wish it is. */
interface Accepted {
  readonly line: ImportLine
  readonly wish: Wish
  /** Where its source is, if its name alone doesn't tell. */
  readonly place: Place | null
  readonly owner: Owner
}

const outcomeOf = (before: Posture | null, { posture }: Wish): Granted["outcome"] =>
  before === null ? "created" : before === posture ? "unchanged" : "changed"

export const layer = Layer.effect(
  Importing,
  Effect.gen(function* () {
    const addresses = yield* Addresses
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const overview = yield* Overview
    const settings = yield* CurrentSettings
    const sources = yield* Sources
    const subscribing = yield* Subscribing
    const subscriptions = yield* Subscriptions
    const users = yield* Users

    const ownersFor = Effect.fnUntraced(function* (
      by: Caller,
      owner: UserId | null,
      lines: ReadonlyArray<ImportLine>
    ): Effect.fn.Return<Owners, NotAllowed | NoUser> {
      const self: Owner = { id: by.userId, name: by.username }
      if (owner !== null) {
        if (!mayActFor(by, owner)) return yield* new NotAllowed({ message: "Only admins import for other people." })
        const found = Option.getOrUndefined(yield* users.find(owner))
        if (found === undefined) return yield* new NoUser({ id: owner })
        return () => Effect.succeed({ id: owner, name: found.username })
      }
      const isOther = (name: string | undefined) => name !== undefined && name !== "" && name !== by.username
      const all = isAdmin(by) && lines.some((line) => isOther(line.owner)) ? yield* users.list : []
      const ids = new Map<string, UserId>(all.map(({ id, username }) => [username, id]))
      return (name) => {
        if (name === undefined || !isOther(name)) return Effect.succeed(self)
        if (!isAdmin(by)) return Effect.fail(`this one is of ${name}; only admins import for other people`)
        const id = ids.get(name)
        return id === undefined ? Effect.fail(`there is no user named ${name}`) : Effect.succeed({ id, name })
      }
    })

    const accept = Effect.fnUntraced(function* (
      line: ImportLine,
      patterns: Readonly<Record<string, string>>,
      owners: Owners,
      unsaid: Posture,
      understand: (given: GivenAddress) => ReturnType<Understanding>
    ): Effect.fn.Return<Accepted, string> {
      const { posture, wish } = yield* Effect.fromResult(wanted(line, patterns, unsaid))
      const told = "address" in wish ? understand({ ...wish, own: {} }) : Effect.succeed({ key: wish, place: null })
      const { key, place } = yield* Effect.mapError(told, ({ message }) => message)
      yield* Effect.mapError(subscribing.requireDriver(key.driver), ({ message }) => message)
      const owner = yield* owners(line.owner)
      return { line, owner, place, wish: { userId: owner.id, key, posture } }
    })

    const eventOf = (by: Caller, { owner, wish }: Accepted): AuditEvent => ({
      action: "subscription.import",
      subject: showKey(wish.key),
      detail: [wish.posture, ofOwner(by, owner)].filter((part) => part !== "").join(", ")
    })

    const granted = Effect.fnUntraced(function* (by: Caller, some: ReadonlyArray<Accepted>) {
      const at = yield* Time.now
      const wishes = some.map(({ wish }) => wish)
      const granting = Effect.gen(function* () {
        const all = yield* subscriptions.grant(wishes, at)
        const placed = some.flatMap(({ place, wish: { key } }, i) => {
          const id = all[i]?.sourceId
          return place === null || id === undefined ? [] : [{ id, key, place }]
        })
        return { all, events: yield* settleAll(sources, by, placed) }
      })
      const { all, events } = yield* auditing.audited(by, granting, ({ all, events }) => [
        ...some.filter((_, i) => all[i]?.outcome !== "unchanged").map((accepted) => eventOf(by, accepted)),
        ...events
      ])
      return { all, moved: events.length > 0 }
    })

    const foreseen = Effect.fnUntraced(function* (some: ReadonlyArray<Accepted>) {
      const wishes = some.map(({ wish }) => wish)
      const before = yield* subscriptions.postures(wishes)
      return wishes.map((wish, i) => ({ outcome: outcomeOf(before[i] ?? null, wish) }))
    })

    /** How many each of these users has, in the order of their ids, so that two of these never wait for each other. */
    const heldBy = Effect.fnUntraced(function* (ids: Iterable<UserId>) {
      const held = new Map<UserId, number>()
      for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
        const count = yield* subscriptions.countOfUser(id)
        if (Option.isSome(count)) held.set(id, count.value)
      }
      return held
    })

    /** Which of them may be added, for users who are still there. Who is not an admin imports for nobody else. */
    const admitted = Effect.fnUntraced(function* (by: Caller, some: ReadonlyArray<Accepted>, added: number) {
      const limit = (yield* settings.get).settings.subscriptions_per_user
      const held = yield* heldBy(some.map(({ owner }) => owner.id))
      let left = allowance(by, limit, (held.get(by.userId) ?? 0) + added)
      const there = some.filter(({ owner }) => held.has(owner.id))
      const before = yield* subscriptions.postures(there.map(({ wish }) => wish))
      const fit = there.filter((_, i) => (before[i] ?? null) !== null || left-- > 0)
      return { fit, limit, held }
    })

    const isIdle = (key: SourceKey) =>
      Effect.map(
        overview.source(key),
        (source) => !Option.exists(source, ({ subscribers }) => subscribers.some(({ posture }) => posture === "active"))
      )

    const refreshed = (changed: ReadonlyArray<Granted>) =>
      changed.length === 0 ? Effect.void : overview.refresh([...new Set(changed.map(({ sourceId }) => sourceId))])

    return Importing.of({
      run: Effect.fn("Importing.run")(function* (by, owner, lines, { dryRun, posture: unsaid }) {
        const owners = yield* ownersFor(by, owner, lines)
        const patterns = (yield* settings.get).settings.driver_urls
        const understand = yield* addresses.reading
        const seen = new Set<string>()
        const results = new Map<ImportLine, ImportResult>()
        const accepted: Array<Accepted> = []
        for (const line of lines) {
          const assessment = yield* Effect.result(
            accept(line, patterns, owners, unsaid, (given) => understand(by, given))
          )
          if (assessment._tag === "Failure") {
            results.set(line, refused(line, assessment.failure))
            continue
          }
          const { key, userId } = assessment.success.wish
          const name = `${userId} ${showKey(key)}`
          if (seen.has(name)) {
            results.set(line, { ...refused(line, "an earlier line names the same source"), ...key })
            continue
          }
          seen.add(name)
          accepted.push(assessment.success)
        }
        const starting = new Set<string>()
        let foreseenNew = 0
        for (const some of Arrays.chunksOf(accepted, atATime)) {
          const idle = yield* Effect.filter(some, ({ wish }) => isIdle(wish.key))
          const unit = Effect.gen(function* () {
            const admission = yield* admitted(by, some, foreseenNew)
            if (dryRun) return { ...admission, outcomes: yield* foreseen(admission.fit), changed: [] }
            const { all, moved } = yield* granted(by, admission.fit)
            const changed = all.filter(({ outcome }) => moved || outcome !== "unchanged")
            return { ...admission, outcomes: all, changed }
          })
          const { changed, fit, held, limit, outcomes } = yield* atomically.run(unit)
          yield* refreshed(changed)
          fit.forEach(({ line, wish: { key, posture } }, i) => {
            const outcome = outcomes[i]?.outcome ?? "unchanged"
            if (dryRun && outcome === "created") foreseenNew += 1
            results.set(line, { line: line.line, input: line.input, ...key, outcome, posture, error: null })
          })
          for (const { line, wish } of idle) {
            if (wish.posture === "active" && results.has(line)) starting.add(showKey(wish.key))
          }
          for (const { line, owner, wish } of some) {
            const { message } = held.has(owner.id) ? new TooManySubscriptions({ limit }) : new NoUser({ id: owner.id })
            if (!results.has(line)) results.set(line, { ...refused(line, message), ...wish.key })
          }
        }
        return { results: lines.flatMap((line) => results.get(line) ?? []), starts: starting.size }
      })
    })
  })
)
