import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { Status } from "../../domain/supervision/Verdict.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Cell } from "./Columns.ts"
import type { Named } from "./NameIndex.ts"
import type { SharedView, SourceView, SubscriptionRow } from "./Views.ts"

/** A source among the rows, with the rows of its subscriptions. */
export class SourceCell implements Cell {
  readonly id: SourceId
  readonly source: Named
  readonly owner = null
  readonly posture = null
  view: SourceView
  /** What its subscribers see, for each posture that one of them has. */
  shared: Readonly<Partial<Record<Posture, SharedView>>> = {}
  gone = false
  /** In the order of their owners' names. */
  wishes: ReadonlyArray<WishCell> = []

  constructor(view: SourceView, source: Named) {
    this.id = view.id
    this.source = source
    this.view = view
  }

  get status(): Status {
    return this.view.status
  }
  get created(): number {
    return this.view.createdAt
  }
  get updated(): number {
    return this.view.createdAt
  }
  get recorded(): number {
    return this.view.lastRecordingAt ?? 0
  }
}

/** A subscription among the rows. */
export class WishCell implements Cell, SubscriptionRow {
  readonly source: Named
  readonly owner: Named
  shared: SharedView
  own: Subscription
  gone = false

  constructor(source: Named, owner: Named, shared: SharedView, own: Subscription) {
    this.source = source
    this.owner = owner
    this.shared = shared
    this.own = own
  }

  get status(): Status {
    return this.shared.status
  }
  get posture(): Posture {
    return this.own.posture
  }
  get created(): number {
    return this.own.createdAt
  }
  get updated(): number {
    return this.own.updatedAt
  }
  get recorded(): number {
    return this.shared.lastRecordingAt ?? 0
  }
}
