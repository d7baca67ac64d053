import { searchedPart } from "../../domain/subscriptions/Address.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { SourceId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import type { Timeline } from "../../runtime/Timeline.ts"
import { type Assessment, assess } from "../supervision/assessment/Assessment.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"
import { byName, Columns } from "./Columns.ts"
import { NameIndex } from "./NameIndex.ts"
import { nextChange } from "./nextChange.ts"
import { SourceCell, type WishCell } from "./OverviewCells.ts"
import { OverviewWishes } from "./OverviewWishes.ts"
import type { ListQuery } from "./Paging.ts"
import { type Counts, counted, type Summary, summaryOf } from "./Summary.ts"
import type { SharedView, SourceView } from "./Views.ts"
import { byWallClock, sameView, viewsOf } from "./Views.ts"

/** The rows of all lists, judged lazily: what a change touches is judged again when somebody asks, or at the next tick. */
export class OverviewRows {
  readonly #live: LiveState["Service"]
  readonly #time: Timeline
  /** By how much the wall clock was ahead of the timeline when the rows were last told by it. */
  #ahead = 0
  readonly #sources = new Map<SourceId, SourceCell>()
  readonly #names = new NameIndex()
  readonly #wishes = new OverviewWishes(
    this.#names,
    () => this.allSources().cells.flatMap(({ wishes }) => wishes),
    () => {
      this.#revision += 1
    }
  )
  /** The sources whose status time alone may change, and when that is next. */
  readonly #ticking = new Map<SourceId, Instant>()
  readonly #dirty = new Set<SourceId>()
  #allDirty = true
  #revision = 0
  readonly #allSources = new Columns<SourceCell>(() => [...this.#sources.values()].sort(byName))
  #counted: { readonly revision: number; readonly counts: Counts } | null = null

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
    const ahead = this.#time.ahead()
    if (ahead !== this.#ahead) this.#allDirty = true
    this.#ahead = ahead
    if (!this.#allDirty && this.#dirty.size === 0) return
    const assessment = assess(this.#live, this.#time.now())
    if (this.#allDirty) {
      this.#allSources.refill()
      this.#wishes.refill()
      for (const stored of this.#live.sources()) this.#assess(stored, assessment)
      for (const id of [...this.#sources.keys()]) if (this.#live.source(id) === undefined) this.#drop(id)
    } else {
      for (const id of this.#dirty) {
        const stored = this.#live.source(id)
        if (stored === undefined) this.#drop(id)
        else this.#assess(stored, assessment)
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
    return this.#wishes.columnsOf(scope)
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
    return String(scope === "all" ? this.#revision : this.#wishes.revision(scope))
  }

  summary(): Summary {
    if (this.#counted === null || this.#counted.revision !== this.#revision) {
      const counts = counted(this.#sources.values(), this.#wishes.count)
      this.#counted = { revision: this.#revision, counts }
    }
    return summaryOf(this.#live, this.#counted.counts, this.#ahead)
  }

  #cell(key: SourceKey): SourceCell | undefined {
    const stored = this.#live.byKey(key.driver, key.username)
    return stored === undefined ? undefined : this.#sources.get(stored.id)
  }

  #assess(stored: StoredSource, assessment: Assessment): void {
    const { id } = stored
    const facts = assessment.facts(stored)
    const { run } = facts
    const outdated = assessment.outdated(stored, facts)
    const measured = run === null ? undefined : this.#live.measured(run.taskId)
    const { driver_urls } = this.#live.settings().settings
    const changesAt = nextChange(facts)
    if (changesAt === null) this.#ticking.delete(id)
    else this.#ticking.set(id, changesAt)

    const views = viewsOf(byWallClock({ stored, facts, measured, driverUrls: driver_urls, outdated }, this.#ahead))
    const cell = this.#sources.get(id) ?? this.#add(views.source)
    if (!sameView(cell.view, views.source)) {
      this.#revision += 1
      if (cell.view.address !== views.source.address) this.#place(cell, views.source.address)
      cell.view = views.source
      this.#allSources.changed(cell)
    }
    const shared: Partial<Record<Posture, SharedView>> = {}
    for (const { posture } of stored.subscriptions) {
      if (shared[posture] !== undefined) continue
      const before = cell.shared[posture]
      const view = views.shared(posture)
      shared[posture] = before !== undefined && sameView(before, view) ? before : view
    }
    cell.shared = shared
    this.#wishes.keep(cell, stored.subscriptions)
  }

  #add(view: SourceView): SourceCell {
    const cell = new SourceCell(view, this.#names.add(`${view.driver}/${view.username}`))
    this.#sources.set(view.id, cell)
    if (view.address !== null) this.#place(cell, view.address)
    this.#revision += 1
    this.#allSources.changed(cell)
    return cell
  }

  /** It is found at another address. */
  #place(cell: SourceCell, address: string | null): void {
    this.#names.place(cell.source, address === null ? "" : `${searchedPart(address)}/`)
    this.#wishes.foundAnew(cell)
  }

  #drop(id: SourceId): void {
    const cell = this.#sources.get(id)
    if (cell === undefined) return
    this.#wishes.forgetAll(cell)
    this.#ticking.delete(id)
    this.#sources.delete(id)
    this.#names.remove(cell.source)
    cell.gone = true
    this.#revision += 1
    this.#allSources.changed(cell)
  }
}
