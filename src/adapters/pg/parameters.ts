import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import type { Instant } from "../../domain/values/Time.ts"
import { types } from "./types.ts"

/** A moment as a statement's parameter. */
export const moment = (at: Instant | null): PgTypes.Parameter => PgTypes.timestamptz(at)

/** The text as PostgreSQL can keep it: its texts can't hold NUL, nor can UTF-8 hold lone surrogates. */
export const storable = (text: string): string => text.replaceAll("\0", "\uFFFD").toWellFormed()

/** The number as an INT column keeps it: the nearest one of 32 bits. */
const int32 = (n: number): number => Math.max(-0x80000000, Math.min(0x7fffffff, Math.trunc(n)))

const array = (values: ReadonlyArray<unknown>, oid: number): PgTypes.Parameter =>
  Result.getOrThrow(PgTypes.array(values, oid, types))

/** Columns of many rows, each one array parameter, for `unnest`; also when empty or all null, where no type can be inferred. */
export const texts = (values: ReadonlyArray<string | null>) =>
  array(
    values.map((value) => (value === null ? null : storable(value))),
    PgTypes.OID.text
  )

export const ids = (values: ReadonlyArray<number | null>) => array(values, PgTypes.OID.int8)

export const ints = (values: ReadonlyArray<number | null>) =>
  array(
    values.map((value) => (value === null ? null : int32(value))),
    PgTypes.OID.int4
  )

/** The number as a count: whole, not below nothing, and at most what a number here holds exactly. */
const count = (n: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(n) || 0))

export const counts = (values: ReadonlyArray<number>) => ids(values.map(count))

export const moments = (values: ReadonlyArray<Instant | null>) => array(values, PgTypes.OID.timestamptz)

/** A value as JSON, its texts as PostgreSQL can keep them. */
export const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? storable(part) : part))

/** The same as a JSONB parameter. */
export const document = (value: unknown): PgTypes.Parameter => PgTypes.jsonb(JSON.parse(json(value)))
