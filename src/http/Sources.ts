import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import { verdictWithoutFolders, withoutFolders } from "../app/lists/withoutFolders.ts"
import { type Overridden, Overriding } from "../app/settings/Overriding.ts"
import { Addresses } from "../app/subscriptions/Addresses.ts"
import { Looking } from "../app/subscriptions/Looking.ts"
import { Restarting } from "../app/subscriptions/Restarting.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import { SourceLog } from "../app/supervision/overseer/SourceLog.ts"
import type { Role } from "../domain/accounts/User.ts"
import { coverage, totals } from "../domain/recordings/Coverage.ts"
import { lossesWithin } from "../domain/recordings/Losses.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { findingSentence } from "../domain/supervision/findingWords.ts"
import { reasons, type Step } from "../domain/supervision/Reasons.ts"
import type { Facts } from "../domain/supervision/Status.ts"
import { parseDuration } from "../domain/values/Durations.ts"
import { Instant, later } from "../domain/values/Time.ts"
import { WorkerEvents } from "../ports/WorkerEvents.ts"
import * as Time from "../runtime/Time.ts"
import { tagged } from "./Answers.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { defaultLimit } from "./api/Lists.ts"
import { saying, Unusable } from "./api/Problems.ts"
import { cursorOf, listing } from "./listing.ts"
import { inSeconds, stretchShown, totalsShown } from "./presenters/coverage.ts"
import { explainedTo } from "./presenters/explanation.ts"
import { lookShown } from "./presenters/looks.ts"
import { overriddenOf, sourceRow } from "./presenters/rows.ts"
import { effectiveShown, overridesShown, withoutShown } from "./presenters/settings.ts"
import {
  badAddress,
  expectedVersion,
  forbidden,
  misfits,
  noSource,
  notRestartable,
  settingsChanged,
  tooManyAttempts
} from "./refusals.ts"

const reasonShown =
  (role: Role) =>
  ({ finding, mark, step }: Step) => {
    const shown =
      role === "admin" || finding.kind !== "verdict"
        ? finding
        : { ...finding, verdict: verdictWithoutFolders(finding.verdict) }
    return { step, mark, text: findingSentence(shown) }
  }

/** What its site says of what is recorded now. */
const aboutOf = (facts: Option.Option<Facts>) => {
  const { author = null, title = null } = Option.getOrUndefined(facts)?.run?.capture.about ?? {}
  return { author, title }
}

const overrides = (key: SourceKey, { effective, inherited, own, version }: Overridden) =>
  Effect.as(tagged(version), {
    ...key,
    version,
    own: overridesShown(own),
    inherited: effectiveShown(inherited),
    effective: effectiveShown(effective)
  })

const day = 24 * 3_600_000
const longestCoverage = 92 * day

/** Sources and what was written down of them. */
export const layer = HttpApiBuilder.group(
  Api,
  "sources",
  Effect.fnUntraced(function* (handlers) {
    const addresses = yield* Addresses
    const events = yield* WorkerEvents
    const log = yield* SourceLog
    const live = yield* LiveState
    const overriding = yield* Overriding
    const list = yield* listing
    const looking = yield* Looking
    const overview = yield* Overview
    const restarting = yield* Restarting
    const seeing = yield* SourceAccess

    return handlers.handleAll({
      list: Effect.fnUntraced(function* ({ query, request }) {
        const cursor = yield* cursorOf(query.cursor)
        const page = overview.listSources({
          q: query.q ?? "",
          addresses: true,
          statuses: query.status ?? [],
          sort: query.sort ?? "name",
          descending: query.order === "desc",
          limit: query.limit ?? defaultLimit,
          cursor
        })
        const revision = yield* overview.revision("all")
        return yield* list({ request, revision, scope: "sources", page, row: sourceRow })
      }),

      restartAll: Effect.fn("sources.restartAll")(function* ({ payload }) {
        return { restarting: yield* restarting.many(yield* CurrentCaller, payload.only ?? "outdated") }
      }),

      show: Effect.fn("sources.show")(
        function* ({ params }) {
          const who = yield* CurrentCaller
          const { hidden, source, wishes } = yield* seeing.source(who, params)
          const facts = yield* overview.facts(params)
          const about = {
            driver: source.driver,
            driverKnown: live.drivers()?.has(source.driver) ?? null,
            wishes
          }
          return {
            ...explainedTo(who.role)(source),
            overridden: overriddenOf(source),
            ...aboutOf(facts),
            reasons: facts._tag === "Some" ? reasons(facts.value, about).map(reasonShown(who.role)) : [],
            recordingsVisible: hidden === null,
            recordingsHint: hidden
          }
        },
        Effect.catchTag("NoSource", noSource)
      ),

      probe: Effect.fn("sources.probe")(
        function* ({ payload: { address, driver, ...own } }) {
          const given = { address, own, ...(driver === undefined ? {} : { driver }) }
          const look = yield* looking.look(yield* CurrentCaller, given)
          return lookShown(look, Option.isSome(yield* overview.source(look.key)))
        },
        Effect.catchTags({ BadAddress: badAddress, NotAllowed: forbidden, TooManyAttempts: tooManyAttempts })
      ),

      restart: Effect.fn("sources.restart")(
        function* ({ params }) {
          return { restarting: yield* restarting.one(yield* CurrentCaller, params) }
        },
        Effect.catchTags({ NoSource: noSource, NotRestartable: notRestartable })
      ),

      events: Effect.fn("sources.events")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          const { id } = yield* seeing.recordings(who, params)
          const found = yield* events.ofSource(id, { after: query.since ?? null, limit: query.limit ?? defaultLimit })
          return {
            ...params,
            events: found.map(({ at, detail, exitCode, id, pid, taskId, type }) => ({
              id,
              pid,
              event_type: type,
              exit_code: exitCode,
              task_id: taskId,
              detail: detail === null || who.role === "admin" ? detail : withoutFolders(detail),
              ts: at
            }))
          }
        },
        Effect.catchTags({ NoSource: noSource, NotAllowed: forbidden })
      ),

      logs: Effect.fn("sources.logs")(
        function* ({ params, query }) {
          const { id } = yield* seeing.recordings(yield* CurrentCaller, params)
          const lines = yield* log.lines(id, query.since ?? 0, query.limit ?? 500)
          return { ...params, logs: lines.map(({ at, line, seq, stream }) => ({ seq, ts: at, stream, line })) }
        },
        Effect.catchTags({ NoSource: noSource, NotAllowed: forbidden })
      ),

      coverage: Effect.fn("sources.coverage")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          const source = yield* seeing.recordings(who, params)
          const now = yield* Time.now
          const to = Instant.make(Math.min(query.to ?? now, now))
          const from = query.from ?? later(to, -day)
          if (from >= to || to - from > longestCoverage) {
            const message = "`from` lies before `to`, not in the future, and at most 92 days back from it."
            return yield* new Unusable({ ...saying(message), errors: [{ field: "from", message }] })
          }
          const past = yield* events.past(source.id, from, to)
          // Whatever is older may have been removed.
          const kept = parseDuration(live.settings().settings.event_retention) ?? 0
          const evidence = { ...past, knownSince: source.createdAt, wishesSince: later(now, -kept) }
          const stretches = coverage(evidence, from, to)
          const going = to === now ? Option.getOrUndefined(yield* overview.facts(params))?.run : undefined
          const lost = lossesWithin(past.events, going ?? null, from, to)
          return {
            ...params,
            from,
            to,
            stretches: inSeconds(stretches).map(stretchShown(who.role)),
            totals: totalsShown(totals(stretches, lost))
          }
        },
        Effect.catchTags({ NoSource: noSource, NotAllowed: forbidden })
      ),

      setAddress: Effect.fn("sources.setAddress")(
        function* ({ params, payload }) {
          const who = yield* CurrentCaller
          const { address, ...own } = payload
          const kept = yield* addresses.move(who, params, address, own)
          const { source } = yield* seeing.source(who, params)
          return {
            ...params,
            address: source.address,
            outdated: source.outdated,
            kept
          }
        },
        Effect.catchTags({ NoSource: noSource, BadAddress: badAddress })
      ),

      overrides: Effect.fn("sources.overrides")(
        function* ({ params }) {
          return yield* overrides(params, yield* overriding.show(params))
        },
        Effect.catchTag("NoSource", noSource)
      ),

      setOverrides: Effect.fn("sources.setOverrides")(
        function* ({ headers, params, payload }) {
          const change = withoutShown(payload)
          // Whether there is such a source is said before what is wrong with the change (RFC 9110, 13.2.1).
          yield* overriding.show(params)
          const version = yield* expectedVersion(headers["if-match"])
          return yield* overrides(params, yield* overriding.save(yield* CurrentCaller, params, version, change))
        },
        Effect.catchTags({ NoSource: noSource, SettingsChanged: settingsChanged, Misfits: misfits })
      )
    })
  })
)
