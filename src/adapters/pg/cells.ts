import type { Role } from "../../domain/accounts/User.ts"
import { type Address, type AddressGiver, addressGivers } from "../../domain/subscriptions/Address.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import {
  type Ending,
  endings,
  type Refusal,
  refusals,
  type StopReason,
  stopReasons
} from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { EntryId, SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"

/**
 * What a cell of a row must be, checked by hand: whole tables are read through these, where a schema for each of some hundred
 * thousand rows would take seconds. What isn't as it must be is a bug, and throws.
 */
const misread = (cell: unknown, what: string): never => {
  throw new Error(`a column holds ${typeof cell}, not ${what}`)
}

export const number = (cell: unknown): number => (typeof cell === "number" ? cell : misread(cell, "a number"))

export const text = (cell: unknown): string => (typeof cell === "string" ? cell : misread(cell, "a text"))

// Brands are taken on trust: the tables keep ids positive and task ids not empty, and the codec of timestamptz makes instants.
export const instant = (cell: unknown): Instant => number(cell) as Instant
export const sourceId = (cell: unknown): SourceId => number(cell) as SourceId
export const entryId = (cell: unknown): EntryId => number(cell) as EntryId
export const userId = (cell: unknown): UserId => number(cell) as UserId
export const subscriptionId = (cell: unknown): SubscriptionId => number(cell) as SubscriptionId
export const taskId = (cell: unknown): TaskId => text(cell) as TaskId

export const nullable =
  <A>(read: (cell: unknown) => A) =>
  (cell: unknown): A | null =>
    cell === null ? null : read(cell)

export const role = (cell: unknown): Role => (cell === "admin" || cell === "user" ? cell : misread(cell, "a role"))

export const posture = (cell: unknown): Posture =>
  cell === "active" || cell === "paused" || cell === "archived" ? cell : misread(cell, "a posture")

const oneOf =
  <A extends string>(words: ReadonlyArray<A>, what: string) =>
  (cell: unknown): A =>
    words.find((word) => word === cell) ?? misread(cell, what)

const addressGiver: (cell: unknown) => AddressGiver = oneOf(addressGivers, "who gave an address")
export const addressOf = (url: unknown, from: unknown): Address | null =>
  url === null ? null : { url: text(url), from: addressGiver(from) }
export const stopReason: (cell: unknown) => StopReason = oneOf(stopReasons, "a reason to stop")
export const ending: (cell: unknown) => Ending = oneOf(endings, "an ending")
export const refusal: (cell: unknown) => Refusal = oneOf(refusals, "a refusal")
