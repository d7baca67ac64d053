import { type History, noHistory } from "../../../src/domain/supervision/History.ts"
import type { Hold } from "../../../src/domain/supervision/Hold.ts"
import type { Run } from "../../../src/domain/supervision/Run.ts"
import type { Facts } from "../../../src/domain/supervision/Status.ts"
import { alive, at, exited, fresh, inQueue, recorderLine, said, stopping, told } from "./given.ts"
import { holds, low } from "./situations.ts"

const now = at(60_000)
const interval = 1000
export const capturing = told(
  alive(),
  said(59_000, recorderLine("RECORDING START")),
  said(59_500, recorderLine("HEARTBEAT", { file: "a_00000.ts", bytes_written: "5" }))
)
const silent = told(alive(), said(1000, recorderLine("HEARTBEAT", { file: "a_00000.ts", bytes_written: "5" })))

const runs: Readonly<Record<string, Run | null>> = {
  none: null,
  ended: told(alive(), exited(90)),
  sent: fresh(),
  queued: inQueue(),
  "queued, stopping": stopping(inQueue()),
  starting: alive(),
  sleeping: told(alive(), said(50, recorderLine("SLEEP", { interval: "00:00:15" }))),
  "between recordings": told(
    alive(),
    said(50, recorderLine("SESSION START")),
    said(60, recorderLine("RECORDING START")),
    said(70, recorderLine("RECORDING END"))
  ),
  hindered: told(
    alive(),
    said(50, recorderLine("TROUBLE", { cause: "dns", host: "a.example", tries: "3" })),
    said(60, recorderLine("SLEEP", { interval: "00:01:30", reason: "dns" }))
  ),
  refused: told(alive(), said(50, recorderLine("TROUBLE", { cause: "http", http_status: "403", tries: "3" }))),
  "off air": told(alive(), said(50, recorderLine("SLEEP", { interval: "00:01:30", reason: "off_air" }))),
  capturing,
  silent,
  "capturing, stopping": stopping(capturing),
  "stopped by others": { ...capturing, stopSeen: true }
}

const tripped: History = {
  ...noHistory,
  errored: { at: at(5), cause: { kind: "exit", code: 1, message: "it can't go on" }, failures: 5, within: 900_000 }
}
export const links = [
  null,
  { since: at(1000), lastHeardAt: null, reached: false, fault: null },
  { since: at(1000), lastHeardAt: at(900), reached: false, fault: { kind: "mute", status: null } },
  { since: at(1000), lastHeardAt: at(1000), reached: true, fault: null }
] as const

export interface Case {
  readonly facts: Facts
  readonly run: string
}

/** Every combination of what a status depends on. */
export const cases: ReadonlyArray<Case> = Object.entries(runs).flatMap(([name, run]) =>
  [null, low, ...Object.values(holds)].flatMap((hold: Hold | null) =>
    [noHistory, tripped].flatMap((history) =>
      links.flatMap((linkDown) =>
        [true, false].map((wanted) => ({
          run: name,
          facts: {
            eligible: wanted && history.errored === null,
            wanted,
            history,
            failuresInWindow: 2,
            errorWindow: 900_000,
            errorThreshold: 5,
            hold,
            run,
            linkDown,
            hearing: { interval, since: at(0), last: now },
            machine: "recorder-1",
            now
          }
        }))
      )
    )
  )
)
