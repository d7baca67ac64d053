import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const src = join(import.meta.dirname, "../src")

const paths = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)))

/** The words of a path: `domain/supervision/ErrorWindow.ts` has domain, supervision, error and window. */
const wordsOf = (path: string): ReadonlyArray<string> =>
  path
    .replace(/\.ts$/, "")
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .map((word) => word.toLowerCase())

/** The paths that have a word beginning with each of those that are searched for, as an editor's "go to file" finds them. */
const finds = (search: string): ReadonlyArray<string> =>
  paths.filter((path) => {
    const words = wordsOf(path)
    return search.split(" ").every((part) => words.some((word) => word.startsWith(part)))
  })

/** More than a screen of paths is no answer. */
const most = 8

interface Question {
  readonly asks: string
  /** What somebody types who has read the README and no code. */
  readonly search: string
  /** Where the answer stands, by what stands there. */
  readonly answers: Readonly<Record<string, string>>
}

const questions: ReadonlyArray<Question> = [
  {
    asks: "When does a source trip?",
    search: "error window",
    answers: { "domain/supervision/ErrorWindow.ts": "shouldTrip" }
  },
  {
    asks: "How long is the wait before the next try?",
    search: "backoff",
    answers: { "domain/supervision/Backoff.ts": "nextStart" }
  },
  {
    asks: "When is a recorder called stalled?",
    search: "stall",
    answers: { "domain/supervision/Stalling.ts": "stalling" }
  },
  {
    asks: "When is a whole driver held back?",
    search: "breaker",
    answers: { "domain/supervision/Breaker.ts": "blocksToHold" }
  },
  {
    asks: "Which sources are recorded at all?",
    search: "eligib",
    answers: { "domain/supervision/Eligibility.ts": "isEligible" }
  },
  {
    asks: "What is started and stopped, and in which order?",
    search: "plan",
    answers: { "domain/supervision/Plan.ts": "export const plan =" }
  },
  {
    asks: "Which status does a source have?",
    search: "status",
    answers: { "domain/supervision/Status.ts": "resolve" }
  },
  {
    asks: "Who says it in a sentence?",
    search: "wording",
    answers: { "domain/supervision/wording.ts": "sentence" }
  },
  {
    asks: "What may follow which posture?",
    search: "posture",
    answers: { "domain/subscriptions/Posture.ts": "postureAfter" }
  },
  {
    asks: "Who may read a log?",
    search: "access",
    answers: { "domain/subscriptions/Access.ts": "maySeeRecordings", "app/subscriptions/SourceAccess.ts": "Access.ts" }
  },
  {
    asks: "What makes a gap in coverage?",
    search: "domain coverage",
    answers: { "domain/recordings/CoverageInput.ts": "gapCauses", "domain/recordings/CoverageState.ts": "causeAt" }
  },
  {
    asks: "How long is a session?",
    search: "accounts session",
    answers: { "domain/accounts/Session.ts": "Lifetime" }
  },
  {
    asks: "How many wrong passwords are allowed?",
    search: "attempts",
    answers: { "app/accounts/Attempts.ts": "Limits" }
  },
  {
    asks: "Which settings are there, and within which bounds?",
    search: "setting fields",
    answers: { "domain/settings/SettingFields.ts": "error_threshold" }
  },
  {
    asks: "Where is it decided who of those that wait starts now?",
    search: "admission",
    answers: { "domain/supervision/Admission.ts": "export const admit =" }
  },
  {
    asks: "Where is it decided how many recorders may run at once?",
    search: "supervision limits",
    answers: { "domain/supervision/Limits.ts": "limitReached" }
  },
  {
    asks: "Where is it decided whether the overseer has room for another start?",
    search: "room",
    answers: { "domain/supervision/Room.ts": "isFull", "app/supervision/overseer/RoomSync.ts": "overseer.pool" }
  },
  {
    asks: "Where is it decided that recordings can't go where they belong?",
    search: "storage gate",
    answers: { "domain/supervision/StorageGate.ts": "export const judge =" }
  },
  {
    asks: "What stops recorders when the disk is full or the share away?",
    search: "storage obstacle",
    answers: { "domain/supervision/StorageObstacle.ts": "stopsRecorders" }
  },
  {
    asks: "What do the sources of a driver show of its gate?",
    search: "gate",
    answers: { "app/supervision/assessment/driverGates.ts": "driverHistory" }
  },
  {
    asks: "Which of two runs of a source came first?",
    search: "run order",
    answers: { "domain/supervision/RunOrder.ts": "lastEnded" }
  },
  {
    asks: "How is it known until when a recorder lived?",
    search: "signs life",
    answers: { "app/supervision/journal/SignsOfLife.ts": "journal.alive" }
  },
  {
    asks: "When are old events removed?",
    search: "prun",
    answers: { "app/settings/Pruning.ts": "event_retention" }
  }
]

describe("who looks for a rule finds it by its path alone", () => {
  it.each(questions)("$asks", ({ answers, search }) => {
    const found = finds(search)
    assert.includeMembers([...found], Object.keys(answers), `what '${search}' finds`)
    assert.isAtMost(found.length, most, `'${search}' finds too much: ${found.join(", ")}`)
    for (const [path, holds] of Object.entries(answers)) assert.include(readFileSync(join(src, path), "utf8"), holds)
  })

  it("would miss one whose path does not say it", () => {
    assert.deepStrictEqual(finds("error windows"), [])
    assert.deepStrictEqual(finds("frequently asked"), [])
  })
})
