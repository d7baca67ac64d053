import { causeWithoutFolders } from "../../app/lists/withoutFolders.ts"
import type { Role } from "../../domain/accounts/User.ts"
import type { Totals } from "../../domain/recordings/Coverage.ts"
import { isAlike, type Stretch } from "../../domain/recordings/Stretch.ts"
import { causeWords } from "../../domain/supervision/causeWords.ts"
import { rfc3339 } from "../../domain/values/Time.ts"

/**
 * A source's past in the seconds in which answers tell times: without stretches that begin and end in the same one, and with
 * those in one piece that only such a stretch had parted.
 */
export const inSeconds = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<Stretch> => {
  const shown: Array<Stretch> = []
  for (const stretch of stretches) {
    if (rfc3339(stretch.from) === rfc3339(stretch.to)) continue
    const last = shown.at(-1)
    if (last !== undefined && isAlike(last, stretch) && rfc3339(last.to) === rfc3339(stretch.from)) {
      shown[shown.length - 1] = { ...last, to: stretch.to }
    } else shown.push(stretch)
  }
  return shown
}

/** A stretch with what stood in the way as data and in words. */
export const stretchShown =
  (role: Role) =>
  ({ hindrance, ...stretch }: Stretch) => {
    const shown = hindrance === null || role === "admin" ? hindrance : causeWithoutFolders(hindrance)
    return {
      ...stretch,
      hindrance:
        hindrance === null
          ? null
          : {
              kind: hindrance.kind,
              status: hindrance.kind === "http" ? hindrance.status : null,
              host: "host" in hindrance ? hindrance.host : null
            },
      detail: shown === null ? null : causeWords(shown)
    }
  }

const seconds = (ms: number) => Math.round(ms / 1000)

/** Lengths in seconds, those of none left out. */
export const totalsShown = (told: Totals) => ({
  recorded: seconds(told.recorded),
  deleted: seconds(told.deleted),
  off_air: seconds(told.offAir),
  missed: seconds(told.missed),
  gap: seconds(told.gap),
  lost: seconds(told.lost),
  by_cause: Object.fromEntries(
    Object.entries(told.byCause)
      .map(([cause, ms]) => [cause, seconds(ms)] as const)
      .filter(([, length]) => length > 0)
  ),
  percent_of_on_air: told.percentOfOnAir,
  percent_of_all: told.percentOfAll
})
