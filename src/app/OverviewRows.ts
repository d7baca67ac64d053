import type { SourceId, SubscriptionId, UserId } from "../domain/Ids.ts"
import type { SourceKey } from "../domain/Names.ts"
import { isOpen } from "../domain/Run.ts"
import type { Status } from "../domain/Status.ts"
import type { Instant } from "../domain/Time.ts"
import { judge } from "./Judging.ts"
import type { SourceView, SubscriptionView, Summary } from "./Overview.ts"
import type { Cell } from "./Paging.ts"
import type { Picture, SourceEntry } from "./Picture.ts"
import { sameView, sourceView, subscriptionView } from "./Views.ts"

type Row = Cell<SubscriptionView>
type SourceRow = Cell<SourceView>

/** The rows of all lists, judged lazily: what a change touches is judged again when somebody asks, or at the next tick. */
export class OverviewRows {
  readonly #picture: Picture["Service"]
  readonly #sources = new Map<SourceId, SourceRow>()
  readonly #rows = new Map<SubscriptionId, Row>()
  readonly #byUser = new Map<UserId, Map<SubscriptionId, Row>>()
  readonly #bySource = new Map<SourceId, ReadonlyArray<SubscriptionId>>()
  readonly #revisions = new Map<UserId, number>()
  readonly #ticking = new Set<SourceId>()
  readonly #dirty = new Set<SourceId>()
  #allDirty = true
  #revision = 0
  #summary: { readonly revision: number; readonly counts: Pick<Summary, "status" | "outdatedRuns"> } | null = null

  constructor(picture: Picture["Service"]) {
    this.#picture = picture
  }

  readonly touch = (what: SourceId | "all"): void => {
    if (what === "all") this.#allDirty = true
    else this.#dirty.add(what)
  }

  /** Judges what was touched. */
  settle(now: Instant): void {
    if (!this.#allDirty && this.#dirty.size === 0) return
    const judged = judge(this.#picture, now)
    if (this.#allDirty) {
      const present = new Set<SourceId>()
      for (const entry of this.#picture.entries()) {
        present.add(entry.stored.id)
        this.#judge(entry, judged)
      }
      for (const id of [...this.#sources.keys()]) if (!present.has(id)) this.#drop(id)
    } else {
      for (const id of this.#dirty) {
        const entry = this.#picture.entry(id)
        if (entry === undefined) this.#drop(id)
        else this.#judge(entry, judged)
      }
    }
    this.#allDirty = false
    this.#dirty.clear()
  }

  /** Judges what was touched and what changes by time alone. */
  tick(now: Instant): void {
    for (const id of this.#ticking) this.#dirty.add(id)
    this.settle(now)
  }

  subscriptionsOf(scope: UserId | "all"): Iterable<Row> {
    return scope === "all" ? this.#rows.values() : (this.#byUser.get(scope)?.values() ?? [])
  }

  allSources(): Iterable<SourceRow> {
    return this.#sources.values()
  }

  subscription(userId: UserId, key: SourceKey): SubscriptionView | undefined {
    const stored = this.#picture.byKey(key.driver, key.username)?.stored
    const own = stored?.subscriptions.find((subscription) => subscription.userId === userId)
    return own === undefined ? undefined : this.#rows.get(own.id)?.view
  }

  source(key: SourceKey): SourceView | undefined {
    const entry = this.#picture.byKey(key.driver, key.username)
    return entry === undefined ? undefined : this.#sources.get(entry.stored.id)?.view
  }

  revision(scope: UserId | "all"): string {
    return String(scope === "all" ? this.#revision : (this.#revisions.get(scope) ?? 0))
  }

  summary(): Summary {
    if (this.#summary === null || this.#summary.revision !== this.#revision) {
      const status: Partial<Record<Status, number>> = {}
      let outdatedRuns = 0
      for (const { view } of this.#sources.values()) {
        if (view.outdated) outdatedRuns += 1
        if (view.status !== "inactive") status[view.status] = (status[view.status] ?? 0) + 1
      }
      this.#summary = { revision: this.#revision, counts: { status, outdatedRuns } }
    }
    const link = this.#picture.link()
    return {
      ...this.#summary.counts,
      connected: link.connection !== null,
      linkSince: link.since,
      lastHeardAt: link.lastHeardAt,
      leading: this.#picture.leading(),
      sources: this.#sources.size,
      subscriptions: this.#rows.size,
      freeSpace: this.#picture.disk().free
    }
  }

  #judge(entry: SourceEntry, judged: ReturnType<typeof judge>): void {
    const { driver, id, subscriptions, username } = entry.stored
    const facts = judged.facts(entry)
    const { run } = facts
    const open = run !== null && isOpen(run)
    const outdated = open && run.settings !== null && run.settings !== judged.fingerprintOf(entry)
    const measured = run === null ? undefined : this.#picture.measured(run.taskId)
    const { driver_urls } = this.#picture.settings().settings
    const shown = { entry, facts, measured, driverUrls: driver_urls, outdated }
    if (facts.hold !== null || (open && run.capture.state === "recording")) this.#ticking.add(id)
    else this.#ticking.delete(id)

    const name = `${driver}/${username}`
    const view = sourceView(shown)
    const before = this.#sources.get(id)
    if (before === undefined || !sameView(before.view, view)) {
      this.#revision += 1
      const times = { created: view.createdAt, updated: view.createdAt, recorded: view.lastRecordingAt ?? 0 }
      this.#sources.set(id, { view, name, text: name.toLowerCase(), status: view.status, posture: null, ...times })
    }
    const ids = subscriptions.map((subscription) => subscription.id)
    for (const gone of this.#bySource.get(id) ?? []) if (!ids.includes(gone)) this.#forget(gone)
    this.#bySource.set(id, ids)
    for (const subscription of subscriptions) this.#keep(subscriptionView(shown, subscription), name)
  }

  #keep(view: SubscriptionView, source: string): void {
    const before = this.#rows.get(view.subId)
    if (before !== undefined && sameView(before.view, view)) return
    const row: Row = {
      view,
      name: `${source} ${view.owner}`,
      text: `${source} ${view.owner}`.toLowerCase(),
      status: view.status,
      posture: view.posture,
      created: view.createdAt,
      updated: view.updatedAt,
      recorded: view.lastRecordingAt ?? 0
    }
    this.#rows.set(view.subId, row)
    const own = this.#byUser.get(view.userId) ?? new Map<SubscriptionId, Row>()
    this.#byUser.set(view.userId, own.set(view.subId, row))
    this.#bump(view.userId)
  }

  #forget(id: SubscriptionId): void {
    const row = this.#rows.get(id)
    if (row === undefined) return
    this.#rows.delete(id)
    this.#byUser.get(row.view.userId)?.delete(id)
    this.#bump(row.view.userId)
  }

  #drop(id: SourceId): void {
    for (const gone of this.#bySource.get(id) ?? []) this.#forget(gone)
    this.#bySource.delete(id)
    this.#ticking.delete(id)
    if (this.#sources.delete(id)) this.#revision += 1
  }

  #bump(userId: UserId): void {
    this.#revision += 1
    this.#revisions.set(userId, (this.#revisions.get(userId) ?? 0) + 1)
  }
}
