import { assert, describe, it } from "@effect/vitest"
import { capture } from "../../../src/domain/supervision/Capture.ts"
import type { RecorderEvent } from "../../../src/domain/supervision/RecorderEvent.ts"
import { type Capture, noCapture } from "../../../src/domain/supervision/Run.ts"
import { at } from "./given.ts"

const about = { title: "Evening news", author: "Example TV" }
const begin = { _tag: "recording start", at: at(0), recording: 0 } as const

const heard = (...events: ReadonlyArray<RecorderEvent>): Capture =>
  events.reduce((now, event, i) => capture(now, event, at(i * 1000)), noCapture)

describe("what a recording is of", () => {
  it("is known while it goes on, as it was told last", () => {
    const told = heard(begin, { _tag: "title", title: "Morning news", author: null }, { _tag: "title", ...about })
    assert.deepStrictEqual(told.about, about)
    const beat = { _tag: "heartbeat", file: "a_00000.ts", bytes: 10, longest: 0 } as const
    assert.deepStrictEqual(capture(told, beat, at(5000)).about, about)
    assert.isNull(capture(told, { _tag: "title", title: null, author: null }, at(9000)).about)
  })

  for (const end of [
    { _tag: "recording end", at: null, trigger: "stream_end", reason: null },
    { _tag: "session end", at: null },
    { _tag: "sleep", interval: 60_000, reason: null }
  ] as const) {
    it(`is over with ${end._tag}`, () => assert.isNull(heard(begin, { _tag: "title", ...about }, end).about))
  }

  it("is none of what began after it", () => {
    const first = heard(begin, { _tag: "title", ...about })
    assert.isNull(capture(first, { ...begin, at: at(60_000) }, at(60_000)).about)
  })
})
