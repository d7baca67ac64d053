import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { byName, type Cell, Columns } from "../../../src/app/lists/Columns.ts"
import { NameIndex } from "../../../src/app/lists/NameIndex.ts"
import type { SortKey } from "../../../src/app/lists/Paging.ts"
import { type PageSpec, page } from "../../../src/app/lists/Paging.ts"
import { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import { Status } from "../../../src/domain/supervision/Verdict.ts"

interface Row extends Cell {
  status: Cell["status"]
  updated: number
  gone: boolean
}

const names = new NameIndex()
const owners = ["ann", "Bob", "cy"].map((name) => names.add(name))
const sources = ["hls/a", "hls/B", "hls/b", "rtmp/a"].map((name) => names.add(name))
const [ann, source] = [owners[0], sources[0]]

/** The row that a number stands for; many numbers make rows of one name and value. */
const rowOf = (n: number): Row => ({
  source: sources[n % 4] ?? source ?? assert.fail(),
  owner: owners[n % 3] ?? ann ?? null,
  status: Status.literals[n % Status.literals.length] ?? "error",
  posture: Posture.literals[n % 3] ?? null,
  created: n % 5,
  updated: n % 7,
  recorded: 0,
  gone: false
})

const Numbers = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 })))

/** Comes, goes, or changes: what is done to a list, one after the other. */
const Deeds = Schema.Array(
  Schema.Struct({
    what: Schema.Literals(["comes", "goes", "changes", "is read", "much changes"]),
    n: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 }))
  })
)

const Asked = Schema.Struct({
  q: Schema.Literals(["", "a", "HLS/b", " ann ", "nothing"]),
  statuses: Schema.Array(Schema.Literals(["error", "recording", "inactive"])),
  postures: Schema.Array(Schema.Literals(["active", "archived"])),
  sort: Schema.Literals(["name", "status", "created", "updated", "recorded"]),
  descending: Schema.Boolean,
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 }))
})

const valueOf = (row: Row, sort: SortKey): number =>
  sort === "status" ? Status.literals.indexOf(row.status) : sort === "name" ? 0 : row[sort]

/** What a page is by its definition. */
const expected = (rows: ReadonlyArray<Row>, asked: typeof Asked.Type) => {
  const q = asked.q.trim().toLowerCase()
  const found = rows.filter(
    ({ owner, source }) => source.name.toLowerCase().includes(q) || (owner?.name.toLowerCase().includes(q) ?? false)
  )
  const shown = found.filter(
    ({ posture, status }) =>
      (asked.statuses.length === 0 || asked.statuses.some((one) => one === status)) &&
      (asked.postures.length === 0 || asked.postures.some((one) => one === posture))
  )
  const sign = asked.descending ? -1 : 1
  shown.sort((a, b) => sign * (valueOf(a, asked.sort) - valueOf(b, asked.sort) || byName(a, b)))
  return { found, shown }
}

const allPages = (columns: Columns<Row>, asked: typeof Asked.Type) => {
  const items: Array<Row> = []
  const spec = { ...asked, matches: names.search(asked.q) }
  let cursor: PageSpec["cursor"] = null
  let last = page(columns, { ...spec, cursor })
  for (;;) {
    items.push(...last.items)
    cursor = last.nextCursor
    if (cursor === null) return { items, last }
    last = page(columns, { ...spec, cursor })
  }
}

/** Names are unique among the rows of a list. */
const unique = (rows: Iterable<Row>) => {
  const names = new Map<string, Row>()
  for (const row of rows) names.set(`${row.source.name} ${row.owner?.name}`, row)
  return [...names.values()].sort(byName)
}

describe("a list's pages", () => {
  it.prop(
    "hold what fits once, in order, and count what the filters leave out",
    { numbers: Numbers, asked: Asked },
    ({ asked, numbers }) => {
      const rows = unique(numbers.map(rowOf))
      const { items, last } = allPages(new Columns(() => rows).current, asked)
      const { found, shown } = expected(rows, asked)
      assert.deepStrictEqual(items, shown)
      assert.strictEqual(last.total, shown.length)
      const counted = Object.values(last.counts.status).reduce((sum, count) => sum + count, 0)
      assert.strictEqual(counted, found.length)
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "follow rows that come, go and change as if they were laid out anew",
    { deeds: Deeds, asked: Asked },
    ({ asked, deeds }) => {
      const rows = new Map<string, Row>()
      const columns = new Columns<Row>(() => [...rows.values()].sort(byName))
      for (const { n, what } of deeds) {
        const row = rowOf(n)
        const name = `${row.source.name} ${row.owner?.name}`
        const known = rows.get(name)
        if (what === "is read") allPages(columns.current, asked)
        else if (what === "much changes") columns.refill()
        else if (what === "changes" && known !== undefined) {
          known.status = row.status
          known.updated = row.updated
          columns.changed(known)
        } else if (what === "comes") {
          // One that has the name of another takes its place, and is told of before the other has gone.
          rows.set(name, row)
          columns.changed(row)
        }
        if (known !== undefined && (what === "comes" || what === "goes")) {
          if (what === "goes") rows.delete(name)
          known.gone = true
          columns.changed(known)
        }
      }
      const { items } = allPages(columns.current, asked)
      assert.deepStrictEqual(items, expected([...rows.values()], asked).shown)
    },
    { arbitrary: { runs: 300 } }
  )
})
