import { assert, it } from "@effect/vitest"
import { Numbering } from "../../../src/recorder/dash/Numbering.ts"
import type { Piece } from "../../../src/recorder/dash/segments.ts"

const pieces = (...times: ReadonlyArray<number>): ReadonlyArray<Piece> =>
  times.map((at) => ({ url: `https://a.example/${at}`, range: undefined, at, seconds: 2, header: undefined }))

it("pieces keep their numbers while the list goes on, and what is missing between two leaves numbers free", () => {
  const numbering = new Numbering()
  assert.deepStrictEqual(numbering.number(pieces(100, 102, 104)), [0, 1, 2])
  assert.deepStrictEqual(numbering.number(pieces(102, 104.01, 106)), [1, 2, 3])
  assert.deepStrictEqual(numbering.number(pieces(102, 104, 106)), [1, 2, 3])
  assert.deepStrictEqual(numbering.number([]), [])
  assert.deepStrictEqual(numbering.number(pieces(112, 114)), [6, 7])
  assert.deepStrictEqual(numbering.number(pieces(110, 112, 114, 116)), [5, 6, 7, 8])
  // A film of what was live lists it from its beginning.
  assert.deepStrictEqual(numbering.number(pieces(104, 106, 108, 110, 112, 114, 116, 118)), [2, 3, 4, 5, 6, 7, 8, 9])
  // The origin began anew.
  assert.deepStrictEqual(numbering.number(pieces(0, 2)), [0, 1])
})
