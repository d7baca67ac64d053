import { Clock, Context, Effect, Exit, Layer, Option } from "effect"
import { isAdmin, mayActFor, mayReset } from "../domain/Access.ts"
import type { SourceId, UserId } from "../domain/Ids.ts"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { type Posture, type PostureCommand, transition } from "../domain/Posture.ts"
import { Instant } from "../domain/Time.ts"
import { Sources } from "../ports/Sources.ts"
import { Subscriptions } from "../ports/Subscriptions.ts"
import { type Acting, Auditing } from "./Auditing.ts"
import { Overview, type SubscriptionView } from "./Overview.ts"
import { NoSubscription, NotAllowed } from "./Refusals.ts"

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
      by: Acting,
      action: BulkAction,
      targets: ReadonlyArray<Target>
    ) => Effect.Effect<ReadonlyArray<BulkResult>, NotAllowed>
  }
>()("sticky-dvr/app/Bulk") {}

interface Step {
  readonly view: SubscriptionView
  readonly to: Posture | null
}

type Planned = { readonly target: Target } & (
  | { readonly step: Step }
  | { readonly step: null; readonly posture: Posture | null; readonly code: string; readonly message: string }
)

const sourcesOf = (steps: ReadonlyArray<Step>): ReadonlyArray<SourceId> => [
  ...new Set(steps.map(({ view }) => view.sourceId))
]

export const layer = Layer.effect(
  Bulk,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const sources = yield* Sources
    const subscriptions = yield* Subscriptions

    const plan = Effect.fnUntraced(function* (
      by: Acting,
      action: BulkAction,
      target: Target
    ): Effect.fn.Return<Planned> {
      const view = Option.getOrUndefined(yield* overview.subscription(target.userId, target))
      if (view === undefined || !mayActFor(by, target.userId)) {
        const { message } = new NoSubscription({ key: target })
        return { target, step: null, posture: null, code: "not_found", message }
      }
      const { posture } = view
      if (action === "delete") return { target, step: { view, to: null } }
      if (action === "restart") return { target, step: { view, to: posture } }
      if (action === "reset") {
        if (mayReset(by, posture)) return { target, step: { view, to: posture } }
        const message = "Resume the subscription first: only active subscribers reset a source."
        return { target, step: null, posture, code: "forbidden", message }
      }
      const moved = yield* Effect.exit(transition(posture, action))
      if (Exit.isSuccess(moved)) return { target, step: { view, to: moved.value } }
      const message = `An ${posture} subscription can't be ${action}d. Resume it first.`
      return { target, step: null, posture, code: "posture_conflict", message }
    })

    const carryOut = Effect.fnUntraced(function* (by: Acting, action: BulkAction, steps: ReadonlyArray<Step>) {
      const at = Instant.make(yield* Clock.currentTimeMillis)
      if (action === "delete") yield* subscriptions.remove(steps.map(({ view }) => view.subId))
      else if (action === "restart") yield* sources.restart(sourcesOf(steps), at)
      else if (action === "reset") {
        yield* Effect.forEach(sourcesOf(steps), (id) => sources.reset(id, at, by.username), { concurrency: 4 })
      } else {
        const changes = steps.flatMap(({ to, view }) =>
          to === null || to === view.posture ? [] : [{ id: view.subId, from: view.posture, to }]
        )
        yield* subscriptions.setPostures(changes, at)
      }
    })

    return Bulk.of({
      run: Effect.fn("Bulk.run")(function* (by, action, targets) {
        if (action === "restart" && !isAdmin(by)) {
          return yield* new NotAllowed({ message: "Only admins restart recorders." })
        }
        const planned = yield* Effect.forEach(targets, (target) => plan(by, action, target))
        const steps = planned.flatMap(({ step }) => (step === null ? [] : [step]))
        if (steps.length > 0) {
          yield* carryOut(by, action, steps)
          const word = action === "restart" || action === "reset" ? `source.${action}` : `subscription.${action}`
          yield* auditing.note(by, ...steps.map(({ view }) => ({ action: word, subject: showKey(view) })))
          yield* overview.refresh(sourcesOf(steps))
        }
        return planned.map((one) =>
          one.step === null
            ? { ...one.target, posture: one.posture, refusal: { code: one.code, message: one.message } }
            : { ...one.target, posture: one.step.to, refusal: null }
        )
      })
    })
  })
)
