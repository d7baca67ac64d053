import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Cause, causes } from "../../../src/domain/supervision/Cause.ts"
import { causeWords } from "../../../src/domain/supervision/causeWords.ts"
import { ofSource, resolve } from "../../../src/domain/supervision/Status.ts"
import { failureWords, troubleWords } from "../../../src/domain/supervision/troubleWords.ts"
import { type Verdict, verdict } from "../../../src/domain/supervision/Verdict.ts"
import { sentence } from "../../../src/domain/supervision/wording.ts"
import { cases } from "./facts.ts"
import { at } from "./given.ts"

const examplesOf = (kind: (typeof causes)[number]) => Schema.resolveAnnotations(kind)?.examples

/** One of each kind. */
const examples = causes.flatMap((kind) => Schema.decodeUnknownSync(Schema.NonEmptyArray(Cause))(examplesOf(kind)))

describe("the words for a cause", () => {
  it("are few, for every kind, and tell nothing undefined", () => {
    for (const cause of examples) {
      assert.match(causeWords(cause), /^[a-z].{3,}[^.]$/, cause.kind)
      assert.notMatch(causeWords(cause), /undefined|null|NaN|object/, cause.kind)
    }
    assert.strictEqual(new Set(examples.map(causeWords)).size, examples.length)
  })

  it("name the site where its host is not known", () => {
    assert.strictEqual(causeWords({ kind: "http", status: 503, host: null }), "the site answers HTTP 503")
  })

  it("are the recorder's own where it left any", () => {
    assert.strictEqual(causeWords({ kind: "exit", code: 1, message: "it can't go on" }), "it can't go on")
    assert.strictEqual(causeWords({ kind: "exit", code: 1, message: null }), "the recorder ended with exit code 1")
    assert.strictEqual(causeWords({ kind: "exit", code: -1, message: null }), "the recorder was killed by a signal")
  })
})

describe("a sentence", () => {
  it("is whole, for every combination of facts, and tells nothing undefined", () => {
    for (const { facts } of cases) {
      for (const one of [ofSource(facts), resolve(facts, "paused")]) {
        assert.match(sentence(one), /^[A-Z].*\.$/)
        assert.notMatch(sentence(one), /undefined|null|NaN|object/)
        if (one.until !== null) assert.include(sentence(one), "2026-01-01T00:01:30Z")
        const isAirless = one.status === "waiting" && one.cause.kind === "off_air"
        assert.strictEqual(sentence(one).includes("off air"), isAirless)
      }
    }
  })

  it("ends once, also where others' words bring their own full stop or were cut", () => {
    const refused = (message: string) => sentence(verdict("error", { kind: "refused_start", message }))
    assert.include(refused("no such action"), ": no such action. Change")
    assert.include(refused("no such action."), ": no such action. Change")
    assert.include(refused("no such act…"), ": no such act… Change")
  })

  it("T9: tells sizes as every page does", () => {
    const disk = { kind: "disk", free: 400_000_000, needed: 1_100_000_000 } as const
    const told = sentence(verdict("held", disk, { needs: "somebody" }))
    assert.include(told, "400 MB are free, 1.1 GB are needed.")
  })

  it("T10: tells of a session's beginning only where it reads as another moment than the recording's", () => {
    const told = (session: number) => sentence(verdict("recording", null, { since: at(90_000), session: at(session) }))
    assert.strictEqual(told(90_000), "Recording since 2026-01-01T00:01:30Z.")
    assert.strictEqual(told(40_000), "Recording since 2026-01-01T00:01:30Z.")
    assert.strictEqual(told(0), "Recording since 2026-01-01T00:01:30Z. The session began at 2026-01-01T00:00:00Z.")
  })

  it("says of a recorder that tries how often it did, since when, and when next", () => {
    const cause = { kind: "http", status: 403, host: "example.org" } as const
    assert.strictEqual(
      sentence(verdict("refused", cause, { since: at(0), tries: 12, until: at(60_000), needs: "somebody" })),
      "The site refuses the recorder: example.org answers HTTP 403. It needs cookies, a login or another address. The recorder keeps trying, tried 12 times since 2026-01-01T00:00:00Z. Next try at 2026-01-01T00:01:00Z."
    )
    assert.strictEqual(
      sentence(verdict("backoff", { kind: "dns", host: "example.org" }, { since: at(0), tries: 1, needs: "time" })),
      "The name example.org is not found. The recorder keeps trying, tried once since 2026-01-01T00:00:00Z."
    )
  })

  it("tells failures apart from one recorder's tries", () => {
    const exit = { kind: "exit", code: 1, message: "it can't go on" } as const
    const tripped = { cause: exit, tries: 5, within: 900_000 }
    assert.strictEqual(failureWords(tripped), "the recorder failed 5 times within 15 min, lastly: it can't go on")
    assert.strictEqual(failureWords({ ...tripped, tries: null }), "it can't go on")
  })

  it("says where the process is that does not end", () => {
    const late = { kind: "stop", late: true, pid: 4242, machine: "recorder-1" } as const
    assert.include(
      sentence(verdict("stopping", late, { since: at(0), needs: "somebody" })),
      "The recorder does not end, process 4242 on recorder-1. It is not asked again"
    )
  })
})

describe("the words for what is wrong", () => {
  const words = (one: Verdict) => troubleWords(one)

  it("are there wherever something is, and nowhere else", () => {
    for (const { facts } of cases) {
      const one = ofSource(facts)
      const wrong =
        one.needs === "somebody" || (one.status === "backoff" && one.cause.kind !== "ended") || one.status === "held"
      assert.strictEqual(words(one) !== null, wrong, sentence(one))
    }
  })
})
