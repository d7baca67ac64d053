import { Array as Arrays, Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { isAdmin, mayActFor, mayReset } from "../../domain/subscriptions/Access.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { type Posture, type PostureCommand, postureAfter } from "../../domain/subscriptions/Posture.ts"
import { whyNoRestart } from "../../domain/supervision/Restart.ts"
import { restartWords } from "../../domain/supervision/restartWords.ts"
import type { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { Sources } from "../../ports/Sources.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import { now } from "../../runtime/Time.ts"
import { NotAllowed } from "../accounts/AccountRefusals.ts"
import { type AuditEvent, Auditing, ofOwner } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import type { SubscriptionView } from "../lists/Views.ts"
import type { Assessment } from "../supervision/assessment/Assessment.ts"
import { assessedNow } from "../supervision/assessment/assessedNow.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { NoSubscription, NotRestartable } from "./SubscriptionRefusals.ts"

export type BulkAction = PostureCommand | "delete" | "restart" | "reset"

/** Whose subscription to what. */
export interface Target extends SourceKey {
  readonly userId: UserId
}

/** How it went for one subscription; `posture` is the one that it has now, null when it is gone. */
export interface BulkResult extends Target {
  readonly posture: Posture | null
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** Many subscriptions changed at once, each for itself: one that is refused keeps no other back. */
export class Bulk extends Context.Service<
  Bulk,
  {
    /** Results in the order of the targets. Fails as a whole only for what the caller may not do at all. */
    readonly run: (
      by: Caller,
      action: BulkAction,
      targets: ReadonlyArray<Target>
    ) => Effect.Effect<ReadonlyArray<BulkResult>, NotAllowed>
  }
>()("sticky-dvr/app/subscriptions/Bulk") {}

interface Step {
  readonly target: Target
  readonly view: SubscriptionView
  readonly to: Posture | null
}

interface Refused {
  readonly target: Target
  readonly posture: Posture | null
  readonly code: string
  readonly message: string
}

type Planned = Step | Refused

/** As many subscriptions are changed as one unit of storage: either with their entries in the audit log or not at all. */
const atATime = 500

const isStep = (planned: Planned): planned is Step => "view" in planned

const nameOf = ({ driver, userId, username }: Target): string => `${userId} ${driver}/${username}`

const sourcesOf = (steps: ReadonlyArray<Step>): ReadonlyMap<SourceId, SubscriptionView> =>
  new Map(steps.map(({ view }) => [view.sourceId, view]))

export const layer = Layer.effect(
  Bulk,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const live = yield* LiveState
    const sources = yield* Sources
    const subscriptions = yield* Subscriptions

    const plan = Effect.fnUntraced(function* (
      by: Caller,
      action: BulkAction,
      target: Target,
      facts: Assessment["facts"]
    ): Effect.fn.Return<Planned> {
      const view = Option.getOrUndefined(yield* overview.subscription(target.userId, target))
      const stored = live.byKey(target.driver, target.username)
      if (view === undefined || stored === undefined || !mayActFor(by, target.userId)) {
        const { message } = new NoSubscription({ key: target })
        return { target, posture: null, code: "not_found", message }
      }
      const { posture } = view
      if (action === "delete") return { target, view, to: null }
      if (action === "restart") {
        const why = whyNoRestart(facts(stored))
        if (why === null) return { target, view, to: posture }
        const { message } = new NotRestartable({ key: target, why: restartWords(why) })
        return { target, posture, code: "not_restartable", message }
      }
      if (action === "reset") {
        if (mayReset(by, posture)) return { target, view, to: posture }
        const message = "Resume the subscription first: only active subscribers reset a source."
        return { target, posture, code: "forbidden", message }
      }
      return { target, view, to: postureAfter(action) }
    })

    const ofSubscriptions = (
      by: Caller,
      action: PostureCommand | "delete",
      change: Effect.Effect<ReadonlyArray<SubscriptionId>>,
      steps: ReadonlyArray<Step>
    ) => {
      const views = new Map(steps.map(({ view }) => [view.subId, view]))
      return auditing.audited(by, change, (ids) =>
        ids.flatMap((id): ReadonlyArray<AuditEvent> => {
          const view = views.get(id)
          if (view === undefined) return []
          const detail = ofOwner(by, { id: view.userId, name: view.owner })
          return [{ action: `subscription.${action}`, subject: showKey(view), detail }]
        })
      )
    }

    const ofSources = (
      by: Caller,
      action: "restart" | "reset",
      change: Effect.Effect<unknown>,
      steps: ReadonlyArray<Step>
    ) =>
      auditing.audited(by, change, () =>
        [...sourcesOf(steps).values()].map((view) => ({ action: `source.${action}`, subject: showKey(view) }))
      )

    /** The steps that came too late: somebody else had changed the posture in between. */
    const carryOut = Effect.fnUntraced(function* (
      by: Caller,
      action: BulkAction,
      steps: ReadonlyArray<Step>
    ): Effect.fn.Return<ReadonlyArray<Step>> {
      const at = yield* now
      const ids = [...sourcesOf(steps).keys()]
      if (action === "restart") {
        yield* ofSources(by, action, sources.restart(ids), steps)
        return []
      }
      if (action === "reset") {
        const resets = Effect.forEach(ids, (id) => sources.reset(id, at, by.username), { discard: true })
        yield* ofSources(by, action, resets, steps)
        return []
      }
      if (action === "delete") {
        yield* ofSubscriptions(by, action, subscriptions.remove(steps.map(({ view }) => view.subId)), steps)
        return []
      }
      const moving = steps.filter(({ to, view }) => to !== view.posture)
      const changes = moving.flatMap(({ to, view }) =>
        to === null ? [] : [{ id: view.subId, from: view.posture, to }]
      )
      const changed = new Set(yield* ofSubscriptions(by, action, subscriptions.setPostures(changes, at), moving))
      return moving.filter(({ view }) => !changed.has(view.subId))
    })

    return Bulk.of({
      run: Effect.fn("Bulk.run")(function* (by, action, targets) {
        if (action === "restart" && !isAdmin(by)) {
          return yield* new NotAllowed({ message: "Only admins restart recorders." })
        }
        const { facts } = yield* assessedNow(live)
        const seen = new Set<string>()
        const planned = yield* Effect.forEach(targets, (target) => {
          if (!seen.has(nameOf(target))) {
            seen.add(nameOf(target))
            return plan(by, action, target, facts)
          }
          const message = "An earlier item names the same subscription."
          return Effect.succeed<Planned>({ target, posture: null, code: "repeated", message })
        })
        const late = new Set<Planned>()
        for (const steps of Arrays.chunksOf(planned.filter(isStep), atATime)) {
          for (const step of yield* carryOut(by, action, steps)) late.add(step)
          yield* overview.refresh([...sourcesOf(steps).keys()])
        }
        return planned.map((one) => {
          if (!isStep(one)) {
            return { ...one.target, posture: one.posture, refusal: { code: one.code, message: one.message } }
          }
          if (!late.has(one)) return { ...one.target, posture: one.to, refusal: null }
          const message = "Somebody else changed it in the meantime. Try again."
          return { ...one.target, posture: one.view.posture, refusal: { code: "posture_conflict", message } }
        })
      })
    })
  })
)
