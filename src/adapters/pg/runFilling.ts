import { filling } from "../../domain/supervision/RunFacts.ts"

const columns = (keys: ReadonlyArray<string>): ReadonlyArray<string> =>
  keys.map((key) => key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`))

const [once, greatest, greatestUntilEnd, withEnd] = [
  columns(filling.once),
  columns(filling.greatest),
  columns(filling.greatestUntilEnd),
  columns(filling.withEnd)
]

const isOpen = "runs.ended_at IS NULL"

/** How `filledIn` of the domain fills in a run that is stored, for `ON CONFLICT DO UPDATE SET`. */
export const assignments = [
  ...once.map((column) => `${column} = coalesce(runs.${column}, EXCLUDED.${column})`),
  ...greatest.map((column) => `${column} = greatest(runs.${column}, EXCLUDED.${column})`),
  ...greatestUntilEnd.map(
    (column) =>
      `${column} = CASE WHEN ${isOpen} THEN greatest(runs.${column}, EXCLUDED.${column}) ELSE runs.${column} END`
  ),
  ...withEnd.map((column) => `${column} = CASE WHEN ${isOpen} THEN EXCLUDED.${column} ELSE runs.${column} END`)
].join(",\n    ")

/** Whether that changes anything: a row that stays as it is is not written. */
export const isNews = [
  ...once.map((column) => `runs.${column} IS NULL AND EXCLUDED.${column} IS NOT NULL`),
  ...greatest.map((column) => `runs.${column} < EXCLUDED.${column}`),
  ...greatestUntilEnd.map((column) => `${isOpen} AND runs.${column} < EXCLUDED.${column}`),
  `${isOpen} AND EXCLUDED.ended_at IS NOT NULL`
].join("\n    OR ")
