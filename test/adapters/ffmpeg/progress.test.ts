import { assert, describe, it } from "@effect/vitest"
import { progressReader } from "../../../src/adapters/ffmpeg/progress.ts"
import type { Made } from "../../../src/ports/MediaCopy.ts"

describe("how far ffmpeg is", () => {
  it("is read from its reports, whatever it can't tell yet", () => {
    const heard: Array<Made> = []
    const read = progressReader((far) => heard.push(far))
    const report = (time: string, size: string, end: string) =>
      ["frame=1", "fps=0.0", `total_size=${size}`, `out_time_us=${time}`, "dup_frames=0", `progress=${end}`].map(read)
    report("N/A", "N/A", "continue")
    report("-40000", "44", "continue")
    report("1500999", "9000", "continue")
    report("3000000", "N/A", "end")
    assert.deepStrictEqual(heard, [
      { made: 0, bytes: 0 },
      { made: 0, bytes: 44 },
      { made: 1_500, bytes: 9_000 },
      { made: 3_000, bytes: 9_000 }
    ])
  })
})
