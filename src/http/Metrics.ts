import { Effect, Layer, Metric } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { Overview } from "../app/lists/Overview.ts"
import { Neighbours } from "../app/supervision/overseer/Neighbours.ts"
import { Status } from "../domain/supervision/Verdict.ts"
import { LoopDelay } from "../ports/LoopDelay.ts"
import { StoreHealth } from "../ports/StoreHealth.ts"
import * as Time from "../runtime/Time.ts"
import { problem } from "./Answers.ts"
import { NotFound, saying } from "./api/Problems.ts"
import { HttpSettings } from "./HttpSettings.ts"
import { equalTo } from "./identity/constantTime.ts"
import { peerOf } from "./identity/peerOf.ts"

const gauge = (name: string, description: string) => Metric.gauge(`sticky_dvr_${name}`, { description })

const sources = gauge("sources", "Wanted sources by status")
const subscriptions = gauge("subscriptions", "Subscriptions of all users")
const linkUp = gauge("overseer_connected", "1 while the overseer is connected")
const leading = gauge("leading", "1 while this backend supervises")
const outdated = gauge("outdated_runs", "Recorders running on older settings")
const free = gauge("free_bytes", "Free bytes where recordings go")
const storageOpen = gauge("storage_open", "1 while recordings can be written where they belong")
const sourcesKnown = gauge("sources_known", "Sources, wanted or not")
const linkAge = gauge("overseer_link_seconds", "Since when the overseer's link is up, or down, in seconds")
const silence = gauge("overseer_silence_seconds", "Time since the overseer was last heard of")
const pool = gauge("overseer_pool", "The overseer's pool: limit (0 is none), running and queued")
const database = gauge("database_connected", "1 while the database answers")
const loopDelay = gauge(
  "event_loop_delay_seconds",
  "How late the process is with what it has to do: what 99 of 100 turns stay below, over the last minute or two"
)

const forwarded = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded"]

const isLocal = (request: HttpServerRequest.HttpServerRequest): boolean => {
  const peer = peerOf(request)
  return (
    peer !== null &&
    (peer === "::1" || /^127\./.test(peer)) &&
    forwarded.every((name) => request.headers[name] === undefined)
  )
}

const presentedBy = (request: HttpServerRequest.HttpServerRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(request.headers["authorization"] ?? "")?.[1]

const hidden = problem(new NotFound({ ...saying("There is nothing at this address."), what: "path" }))

/** Figures for Prometheus, for peers on the same machine or with the token; for others the address does not exist. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const overview = yield* Overview
    const router = yield* HttpRouter.HttpRouter
    const { metricsToken } = yield* HttpSettings
    const delay = yield* LoopDelay
    const isToken = metricsToken === null ? () => false : equalTo(metricsToken)
    const hasToken = (request: HttpServerRequest.HttpServerRequest): boolean => {
      const presented = presentedBy(request)
      return presented !== undefined && isToken(presented)
    }
    const neighbours = yield* Neighbours
    const store = yield* StoreHealth

    const measurePool = Effect.gen(function* () {
      const told = yield* neighbours.overseer
      for (const [kind, figure] of [
        ["limit", "limit"],
        ["running", "running"],
        ["queued", "queueDepth"]
      ] as const) {
        // What is not known is told as such: an old figure would look like a new one.
        const value = told._tag === "known" ? told.value.pool[figure] : Number.NaN
        yield* Metric.update(Metric.withAttributes(pool, { kind }), value)
      }
    })

    const measure = Effect.gen(function* () {
      const [summary, now, answers] = yield* Effect.all([overview.summary, Time.now, store.check, measurePool], {
        concurrency: "unbounded"
      })
      // A status that nothing has any more is told, too.
      yield* Effect.forEach(Status.literals, (status) =>
        Metric.update(Metric.withAttributes(sources, { status }), summary.status[status] ?? 0)
      )
      yield* Metric.update(sourcesKnown, summary.sources)
      yield* Metric.update(linkAge, Math.max(0, now - summary.linkSince) / 1000)
      if (summary.lastHeardAt !== null) yield* Metric.update(silence, Math.max(0, now - summary.lastHeardAt) / 1000)
      yield* Metric.update(database, answers ? 1 : 0)
      yield* Metric.update(subscriptions, summary.subscriptions)
      yield* Metric.update(linkUp, summary.connected ? 1 : 0)
      yield* Metric.update(leading, summary.leading ? 1 : 0)
      yield* Metric.update(outdated, summary.outdatedRuns)
      yield* Metric.update(storageOpen, summary.storageObstacle === null ? 1 : 0)
      if (summary.freeSpace !== null) yield* Metric.update(free, summary.freeSpace)
      yield* Metric.update(loopDelay, (yield* delay.p99) / 1000)
    })

    yield* router.add("GET", "/metrics", (request) =>
      isLocal(request) || hasToken(request)
        ? measure.pipe(
            Effect.andThen(PrometheusMetrics.format()),
            Effect.map((text) =>
              HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
            )
          )
        : hidden
    )
  })
)
