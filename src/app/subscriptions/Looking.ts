import { Context, Effect, Layer, Option, Random, Semaphore } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { secretKeys } from "../../domain/settings/SecretFields.ts"
import { recorderSettings } from "../../domain/settings/Settings.ts"
import { nothingSeen, type Seen, seeLine } from "../../domain/supervision/Look.ts"
import { lookId, ulid } from "../../domain/supervision/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"
import { Overseer, type StartAnswer } from "../../ports/Overseer.ts"
import * as Time from "../../runtime/Time.ts"
import { type NotAllowed, TooManyAttempts } from "../accounts/AccountRefusals.ts"
import { Tally } from "../accounts/Tally.ts"
import { startParameters, takes } from "../supervision/assessment/startParameters.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { Addresses, type Suggestion } from "./Addresses.ts"
import type { PlaceValues } from "./Placing.ts"
import type { BadAddress } from "./SubscriptionRefusals.ts"

/** How often who may look, and how long a look is waited for. */
export interface LookLimits {
  readonly perUser: number
  /** Milliseconds. */
  readonly window: number
  readonly atOnce: number
  readonly patience: number
}

export const Limits = Context.Reference<LookLimits>("sticky-dvr/app/subscriptions/LookLimits", {
  defaultValue: () => ({ perUser: 20, window: 60_000, atOnce: 3, patience: 9500 })
})

/** What an address would become, and what is there. */
export interface Look extends Suggestion {
  readonly seen: Seen
  /** Why nobody looked, as a sentence; null where somebody did. Its source can be added all the same. */
  readonly unseen: string | null
}

/** Looks at addresses before they are recorded. The look itself is a task of the overseer: nothing here reaches outside. */
export class Looking extends Context.Service<
  Looking,
  {
    readonly look: (
      by: Caller,
      given: { readonly address: string; readonly driver?: string; readonly own: PlaceValues }
    ) => Effect.Effect<Look, NotAllowed | BadAddress | TooManyAttempts>
  }
>()("sticky-dvr/app/subscriptions/Looking") {}

const named = "Its driver finds it by its name: there is no address to look at."
const unable = "The overseer has no action “probe”, which looks at addresses: it can be added without a look."
const unguarded =
  "The overseer's action “probe” doesn't say that it keeps away from its own machine: only admins look at addresses."
const away = "The overseer can't be reached, and with it nobody who could look: it can be added without a look."
const late = "Nobody answered in time: it can be added without a look."

const untaken = (answer: StartAnswer): string =>
  answer._tag === "full" || answer._tag === "spawn"
    ? "The overseer has no room for a look at this moment: try again, or add it without a look."
    : "The overseer did not take the look: it can be added without one."

export const layer = Layer.effect(
  Looking,
  Effect.gen(function* () {
    const addresses = yield* Addresses
    const current = yield* CurrentSettings
    const installation = yield* (yield* Installation).id
    const live = yield* LiveState
    const overseer = yield* Overseer
    const limits = yield* Limits
    const tally = new Tally(limits.window)
    const places = yield* Semaphore.make(limits.atOnce)

    const requireTurn = Effect.fnUntraced(function* ({ userId }: Caller) {
      const now = yield* Time.steady
      const { count, remaining } = tally.add(String(userId), now)
      if (count <= limits.perUser) return
      return yield* new TooManyAttempts({ why: "looks", seconds: Math.max(1, Math.ceil(remaining / 1000)) })
    })

    /** What the task says until its end, or for as long as somebody waits. */
    const run = Effect.fnUntraced(function* (connection: number, params: Readonly<Record<string, string>>) {
      const digits = yield* Effect.replicateEffect(Random.nextIntBetween(0, 32), 16)
      const taskId = lookId(installation, ulid(yield* Time.now, digits))
      let seen = nothingSeen
      const hear = (line: string): void => {
        seen = seeLine(seen, line)
      }
      const done = yield* overseer.shortTask(connection, { taskId, action: "probe", params }, hear).pipe(
        Effect.as<string | null>(null),
        Effect.catchTags({
          NotConnected: () => Effect.succeed(away),
          NoAnswer: () => Effect.succeed(late),
          NotTaken: ({ answer }) => Effect.succeed(untaken(answer))
        }),
        Effect.timeoutOption(limits.patience)
      )
      const unseen = Option.getOrElse(done, () => late)
      return { seen, unseen: seen === nothingSeen ? (unseen ?? late) : null }
    })

    const seeing = Effect.fnUntraced(function* (by: Caller, { key, place }: Suggestion) {
      if (place?.address == null) return { seen: nothingSeen, unseen: named }
      const [probe, { connection }] = [live.look(), live.link()]
      if (connection === null) return { seen: nothingSeen, unseen: away }
      if (probe === null) return { seen: nothingSeen, unseen: unable }
      if (by.role !== "admin" && !takes(probe, "inward")) return { seen: nothingSeen, unseen: unguarded }
      const { settings } = yield* current.get
      const given = secretKeys.flatMap((key) => {
        const value = place.own[key]
        return typeof value === "string" ? [[key, value] as const] : []
      })
      const overrides = Object.fromEntries(given)
      const source = { address: place.address, overrides, username: key.username }
      const driver = live.drivers()?.get(key.driver)
      const all = startParameters(source, recorderSettings(settings, key.driver, overrides), "", driver)
      return yield* run(
        connection,
        Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(probe.params, name)))
      )
    })

    /**
     * The same for the driver that reads what was seen there, where its address alone told of another one, and nobody named one; called
     * after whoever shows it, where the page of a site tells that.
     */
    const fitting = Effect.fnUntraced(function* (
      by: Caller,
      given: Parameters<Looking["Service"]["look"]>[1],
      suggestion: Suggestion,
      { author, engine }: Seen
    ) {
      const { drivers, key } = suggestion
      const found = given.driver ?? drivers.find((name) => name === engine)
      const driver = found ?? key.driver
      if (driver === key.driver && author === null) return suggestion
      const title = author === null ? {} : { title: author }
      const other = yield* addresses.suggest(by, { ...given, ...title, driver })
      return { ...other, drivers: [driver, ...drivers.filter((name) => name !== driver)] }
    })

    return Looking.of({
      look: Effect.fn("Looking.look")(function* (by, given) {
        const suggestion = yield* addresses.suggest(by, given)
        yield* requireTurn(by)
        const seen = yield* places.withPermitsIfAvailable(1)(seeing(by, suggestion))
        if (Option.isNone(seen)) return yield* new TooManyAttempts({ why: "looks", seconds: 5 })
        return { ...(yield* fitting(by, given, suggestion, seen.value.seen)), ...seen.value }
      })
    })
  })
)
