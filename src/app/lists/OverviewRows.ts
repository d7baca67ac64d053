import { searchedPart } from "../../domain/subscriptions/Address.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { StorageObstacle } from "../../domain/supervision/StorageObstacle.ts"
import type { Status } from "../../domain/supervision/Verdict.ts"
import type { SourceId, UserId } from "../../domain/values/Ids.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import type { Timeline } from "../../runtime/Timeline.ts"
import { type Assessment, assess } from "../supervision/assessment/Assessment.ts"
import type { LiveState, SourceEntry } from "../supervision/live/LiveState.ts"
import { byName, Columns } from "./Columns.ts"
import { NameIndex } from "./NameIndex.ts"
import { nextChange } from "./nextChange.ts"
import { SourceCell, WishCell } from "./OverviewCells.ts"
import { OverviewOwners } from "./OverviewOwners.ts"
import type { ListQuery } from "./Paging.ts"
import type { SharedView, SourceView } from "./Views.ts"
import { byWallClock, sameView, viewsOf } from "./Views.ts"

/** What is known of the whole, for health, dashboard and metrics. */
export interface Summary {
  readonly connected: boolean
  readonly linkSince: Instant
  readonly lastHeardAt: Instant | null
  readonly leading: boolean
  readonly sources: number
  readonly subscriptions: number
  /** Sources by the status that those who want them see; unwanted ones are not counted. */
  readonly status: Readonly<Partial<Record<Status, number>>>
  readonly outdatedRuns: number
  readonly freeSpace: number | null
  /** Why nothing is to be recorded where recordings go, and since when; null while it is. */
  readonly storageObstacle: StorageObstacle | null
  readonly storageSince: Instant | null
}

/** The rows of all lists, judged lazily: what a change touches is judged again when somebody asks, or at the next tick. */
export class OverviewRows {
  readonly #live: LiveState["Service"]
  readonly #time: Timeline
  /** By how much the wall clock was ahead of the timeline when the rows were last told by it. */
  #ahead = 0
  readonly #sources = new Map<SourceId, SourceCell>()
  readonly #names = new NameIndex()
  readonly #owners = new OverviewOwners(this.#names)
  /** The sources whose status time alone may change, and when that is next. */
  readonly #ticking = new Map<SourceId, Instant>()
  readonly #dirty = new Set<SourceId>()
  #allDirty = true
  #revision = 0
  readonly #allSources = new Columns<SourceCell>(() => [...this.#sources.values()].sort(byName))
  readonly #allWishes = new Columns<WishCell>(() => this.allSources().cells.flatMap(({ wishes }) => wishes))
  #wishes = 0
  #summary: { readonly revision: number; readonly counts: Pick<Summary, "status" | "outdatedRuns"> } | null = null

  constructor(live: LiveState["Service"], time: Timeline) {
    this.#live = live
    this.#time = time
  }

  readonly touch = (what: SourceId | "all"): void => {
    if (what === "all") this.#allDirty = true
    else this.#dirty.add(what)
  }

  /** Judges what was touched. */
  settle(): void {
    const now = this.#time.now()
    const ahead = this.#time.ahead()
    if (ahead !== this.#ahead) this.#allDirty = true
    this.#ahead = ahead
    if (!this.#allDirty && this.#dirty.size === 0) return
    const assessment = assess(this.#live, now)
    if (this.#allDirty) {
      this.#allSources.refill()
      this.#allWishes.refill()
      for (const entry of this.#live.entries()) this.#assess(entry, assessment)
      for (const id of [...this.#sources.keys()]) if (this.#live.entry(id) === undefined) this.#drop(id)
    } else {
      for (const id of this.#dirty) {
        const entry = this.#live.entry(id)
        if (entry === undefined) this.#drop(id)
        else this.#assess(entry, assessment)
      }
    }
    this.#allDirty = false
    this.#dirty.clear()
  }

  /** Judges what was touched and what changes by time alone. */
  tick(): void {
    const now = this.#time.now()
    for (const [id, at] of this.#ticking) if (at <= now) this.#dirty.add(id)
    this.settle()
  }

  subscriptionsOf(scope: UserId | "all"): Columns<WishCell> {
    return scope === "all" ? this.#allWishes.current : this.#owners.columnsOf(scope)
  }

  allSources(): Columns<SourceCell> {
    return this.#allSources.current
  }

  /** Which names hold this part, or else, where `addresses` are searched too, which addresses do; see `NameIndex`. */
  search({ addresses, q }: Pick<ListQuery, "addresses" | "q">): Uint8Array | null {
    return this.#names.search(q, addresses ? searchedPart(q) : "")
  }

  subscription(userId: UserId, key: SourceKey): WishCell | undefined {
    return this.#cell(key)?.wishes.find(({ own }) => own.userId === userId)
  }

  source(key: SourceKey): SourceView | undefined {
    return this.#cell(key)?.view
  }

  revision(scope: UserId | "all"): string {
    return String(scope === "all" ? this.#revision : this.#owners.revision(scope))
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
    const link = this.#live.link()
    const storage = this.#live.storage()
    return {
      ...this.#summary.counts,
      connected: link.connection !== null,
      linkSince: later(link.since, this.#ahead),
      lastHeardAt: link.lastHeardAt === null ? null : later(link.lastHeardAt, this.#ahead),
      leading: this.#live.leading(),
      sources: this.#sources.size,
      subscriptions: this.#wishes,
      freeSpace: storage.free,
      storageObstacle: storage.obstacle,
      storageSince: storage.since === null ? null : later(storage.since, this.#ahead)
    }
  }

  #cell(key: SourceKey): SourceCell | undefined {
    const entry = this.#live.byKey(key.driver, key.username)
    return entry === undefined ? undefined : this.#sources.get(entry.stored.id)
  }

  #assess(entry: SourceEntry, assessment: Assessment): void {
    const { id } = entry.stored
    const facts = assessment.facts(entry)
    const { run } = facts
    const outdated = assessment.outdated(entry, facts)
    const measured = run === null ? undefined : this.#live.measured(run.taskId)
    const { driver_urls } = this.#live.settings().settings
    const changesAt = nextChange(facts)
    if (changesAt === null) this.#ticking.delete(id)
    else this.#ticking.set(id, changesAt)

    const views = viewsOf(byWallClock({ entry, facts, measured, driverUrls: driver_urls, outdated }, this.#ahead))
    const cell = this.#sources.get(id) ?? this.#add(views.source)
    if (!sameView(cell.view, views.source)) {
      this.#revision += 1
      if (cell.view.address !== views.source.address) this.#place(cell, views.source.address)
      cell.view = views.source
      this.#allSources.changed(cell)
    }
    const shared: Partial<Record<Posture, SharedView>> = {}
    for (const { posture } of entry.stored.subscriptions) {
      if (shared[posture] !== undefined) continue
      const before = cell.shared[posture]
      const view = views.shared(posture)
      shared[posture] = before !== undefined && sameView(before, view) ? before : view
    }
    cell.shared = shared
    this.#keepWishes(cell, entry.stored.subscriptions)
  }

  #add(view: SourceView): SourceCell {
    const cell = new SourceCell(view, this.#names.add(`${view.driver}/${view.username}`))
    this.#sources.set(view.id, cell)
    if (view.address !== null) this.#place(cell, view.address)
    this.#revision += 1
    this.#allSources.changed(cell)
    return cell
  }

  /** It is found at another address; lists that are searched change even where no row does. */
  #place(cell: SourceCell, address: string | null): void {
    this.#names.place(cell.source, address === null ? "" : `${searchedPart(address)}/`)
    for (const { own } of cell.wishes) this.#owners.changed(own.userId)
  }

  #keepWishes(cell: SourceCell, subscriptions: ReadonlyArray<Subscription>): void {
    const wishes = subscriptions.flatMap((own) => {
      const shared = cell.shared[own.posture]
      return shared === undefined ? [] : [this.#wish(cell, shared, own)]
    })
    const gone = cell.wishes.filter((wish) => !wishes.includes(wish))
    for (const wish of gone) this.#forget(wish)
    if (gone.length > 0 || wishes.length > cell.wishes.length) cell.wishes = wishes.toSorted(byName)
  }

  /** The row of this subscription: the one it has, if only what it says has changed. */
  #wish(cell: SourceCell, shared: SharedView, own: Subscription): WishCell {
    const owner = this.#owners.named(own.userId, own.owner)
    const known = cell.wishes.find((wish) => wish.own.id === own.id && wish.owner === owner)
    if (known === undefined) {
      const wish = new WishCell(cell.source, owner, shared, own)
      this.#owners.add(wish)
      this.#wishes += 1
      this.#revision += 1
      this.#allWishes.changed(wish)
      return wish
    }
    if (known.shared !== shared || known.own !== own) {
      known.shared = shared
      known.own = own
      this.#owners.changed(own.userId)
      this.#revision += 1
      this.#allWishes.changed(known)
    }
    return known
  }

  #forget(wish: WishCell): void {
    wish.gone = true
    this.#owners.remove(wish)
    this.#wishes -= 1
    this.#revision += 1
    this.#allWishes.changed(wish)
  }

  #drop(id: SourceId): void {
    const cell = this.#sources.get(id)
    if (cell === undefined) return
    for (const wish of cell.wishes) this.#forget(wish)
    this.#ticking.delete(id)
    this.#sources.delete(id)
    this.#names.remove(cell.source)
    cell.gone = true
    this.#revision += 1
    this.#allSources.changed(cell)
  }
}
