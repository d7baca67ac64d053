import { assert, describe, it } from "@effect/vitest"
import type { CoverageInput } from "../../../src/domain/recordings/CoverageInput.ts"
import { covered } from "./covered.ts"
import { event, m, outage, recording, run, wish } from "./evidence.ts"

describe("the coverage of", () => {
  it.each<{ name: string; evidence: Partial<CoverageInput>; found: ReadonlyArray<string> }>([
    { name: "a source nothing is known of", evidence: {}, found: ["0-60 gap unknown"] },
    {
      name: "a source that came later",
      evidence: { knownSince: m(20) },
      found: ["0-20 gap before", "20-60 gap unknown"]
    },
    {
      name: "a source recorded all the time",
      evidence: { runs: [run(1, -9, -8, null)], recordings: [recording(1, -7, null)] },
      found: ["0-60 recorded"]
    },
    {
      name: "a source that went off air and came back",
      evidence: { runs: [run(1, 0, 1, null)], recordings: [recording(1, 2, 10), recording(1, 30, null)] },
      found: ["0-1 gap starting", "1-2 off air", "2-10 recorded", "10-30 off air", "30-60 recorded"]
    },
    {
      name: "a source that had to queue",
      evidence: { runs: [run(1, 2, 20, null)], events: [event("queued", 3, 1)] },
      found: ["0-2 gap unknown", "2-3 gap starting", "3-20 gap queue", "20-60 off air"]
    },
    {
      name: "a source that left the queue for nothing",
      evidence: { runs: [run(1, 2, null, 20, "dequeued")], events: [event("queued", 3, 1)] },
      found: ["0-2 gap unknown", "2-3 gap starting", "3-60 gap queue"]
    },
    {
      name: "a source whose recorder failed while it waited",
      evidence: { runs: [run(1, 0, 0, 10, "exited", 1), run(2, 15, 16, null)] },
      found: ["0-10 off air", "10-15 gap failure", "15-16 gap starting", "16-60 off air"]
    },
    {
      name: "a source whose site blocks",
      evidence: { runs: [run(1, 0, 0, 1, "exited", 3)] },
      found: ["0-1 off air", "1-60 gap blocked"]
    },
    {
      name: "a source whose overseer died",
      evidence: { runs: [run(1, 0, 0, 10, "lost")], recordings: [recording(1, 1, null)] },
      found: ["0-1 off air", "1-10 recorded", "10-60 gap link"]
    },
    {
      name: "a source that tripped and was reset",
      evidence: {
        runs: [run(1, 0, 0, 10, "exited", 1), run(2, 40, 41, null)],
        events: [event("errored", 10), event("reset", 39)]
      },
      found: ["0-10 off air", "10-39 gap error", "39-40 gap failure", "40-41 gap starting", "41-60 off air"]
    },
    {
      name: "a source that was refused",
      evidence: { runs: [run(1, 0, null, 1, "refused")] },
      found: ["0-1 gap starting", "1-60 gap refused"]
    },
    {
      name: "a source that was paused",
      evidence: {
        runs: [run(1, 0, 0, 30, "stopped", null, "unwanted")],
        recordings: [recording(1, 0, 30)],
        wishes: [wish("active", 0), wish("paused", 30)]
      },
      found: ["0-30 recorded", "30-60 gap unwanted"]
    },
    {
      name: "a source that was paused and resumed while it waited",
      evidence: {
        runs: [run(1, 0, 0, 10, "exited", 1), run(2, 40, 41, null)],
        wishes: [wish("active", 0), wish("paused", 20), wish("active", 30)]
      },
      found: [
        "0-10 off air",
        "10-20 gap failure",
        "20-30 gap unwanted",
        "30-40 gap failure",
        "40-41 gap starting",
        "41-60 off air"
      ]
    },
    {
      name: "a source that was wanted again and waited for its turn",
      evidence: {
        runs: [run(1, 0, 0, 10, "stopped", null, "unwanted")],
        wishes: [wish("active", 0), wish("archived", 10), wish("active", 30)]
      },
      found: ["0-10 off air", "10-30 gap unwanted", "30-60 gap starting"]
    },
    {
      name: "a source that two wanted, of whom the last one left",
      evidence: {
        runs: [run(1, 0, 0, 30, "stopped", null, "unwanted")],
        wishes: [wish("active", 0), wish("active", 5, 2), wish("paused", 10), wish(null, 30, 2)]
      },
      found: ["0-30 off air", "30-60 gap unwanted"]
    },
    {
      name: "a source that is replaced by a restart",
      evidence: { runs: [run(1, 0, 0, 30, "stopped", null, "restart"), run(2, 31, 32, null)] },
      found: ["0-30 off air", "30-31 gap restart", "31-32 gap starting", "32-60 off air"]
    },
    {
      name: "a source that gave way to a full disk",
      evidence: {
        runs: [run(1, 0, 0, 30, "stopped", null, "disk"), run(2, 51, 52, null)],
        recordings: [recording(1, 0, 30)],
        outages: [outage("disk", 29, 50)]
      },
      found: ["0-30 recorded", "30-51 gap disk", "51-52 gap starting", "52-60 off air"]
    },
    {
      name: "a source that failed before the link went down",
      evidence: { runs: [run(1, 0, 0, 10, "exited", 1)], outages: [outage("link", 20, 40)] },
      found: ["0-10 off air", "10-20 gap failure", "20-40 gap link", "40-60 gap failure"]
    },
    {
      name: "a source that is recorded though the link is down",
      evidence: {
        runs: [run(1, 0, 0, null)],
        recordings: [recording(1, 0, null)],
        outages: [outage("link", 20, 40)]
      },
      found: ["0-60 recorded"]
    },
    {
      name: "a source whose driver is held back, although it was never blocked itself",
      evidence: { outages: [outage("driver", 10, null)], wishes: [wish("active", 0)] },
      found: ["0-10 gap unknown", "10-60 gap blocked"]
    },
    {
      name: "a source whose recorder stalled and recovered",
      evidence: {
        runs: [run(1, 0, 0, null)],
        recordings: [recording(1, 0, null)],
        events: [event("stalled", 10, 1), event("recovered", 20, 1)]
      },
      found: ["0-10 recorded", "10-20 missed stalled", "20-60 recorded"]
    },
    {
      name: "a source whose recorder stalled until it was replaced",
      evidence: {
        runs: [run(1, 0, 0, 30, "stopped", null, "restart"), run(2, 31, 31, null)],
        recordings: [recording(1, 0, 30), recording(2, 31, null)],
        events: [event("stalled", 20, 1)]
      },
      found: ["0-20 recorded", "20-30 missed stalled", "30-31 missed restart", "31-60 recorded"]
    },
    {
      name: "a source whose double stalled",
      evidence: {
        runs: [run(1, 0, 0, null), run(2, 0, 0, null)],
        recordings: [recording(1, 0, null), recording(2, 0, null)],
        events: [event("stalled", 20, 1)]
      },
      found: ["0-60 recorded"]
    },
    {
      name: "a source whose recorder died with the overseer while the link was down",
      evidence: {
        runs: [run(1, 0, 0, 40.5, "lost"), run(2, 41, 41, null)],
        recordings: [recording(1, 0, 40.5), recording(2, 41.5, null)],
        outages: [outage("link", 30, 40)]
      },
      found: ["0-30 recorded", "30-41 missed link", "41-41.5 missed starting", "41.5-60 recorded"]
    },
    {
      name: "a source that tripped while the disk was full and the link down",
      evidence: {
        runs: [run(1, 0, 0, 10, "exited", 1)],
        events: [event("errored", 10)],
        outages: [outage("link", 20, 40), outage("disk", 30, 50)]
      },
      found: ["0-10 off air", "10-60 gap error"]
    },
    {
      name: "a source that began before the stretch and was told of before it",
      evidence: {
        runs: [run(1, -60, -59, -10, "exited", 1)],
        events: [event("errored", -10)]
      },
      found: ["0-60 gap error"]
    },
    {
      name: "a source that was stopped, nobody knows why",
      evidence: { runs: [run(1, 0, 0, 30, "stopped")] },
      found: ["0-30 off air", "30-60 gap stopped"]
    },
    {
      name: "a source with forgotten facts",
      evidence: { runs: [run(1, 0, 0, 10, "exited", 1)], events: [event("gap", 40)] },
      found: ["0-10 off air", "10-40 gap forgotten", "40-60 gap unknown"]
    },
    {
      name: "a source recorded twice at once",
      evidence: {
        runs: [run(1, 0, 0, 40, "stopped"), run(2, 5, 5, null)],
        recordings: [recording(1, 0, 40), recording(2, 6, 50)]
      },
      found: ["0-50 recorded", "50-60 off air"]
    }
  ])("$name", ({ evidence, found }) => {
    assert.deepStrictEqual(covered(evidence), [...found])
  })
})

describe("T9: the time before the first wish on record", () => {
  it.each<{ name: string; evidence: Partial<CoverageInput>; found: ReadonlyArray<string> }>([
    {
      name: "is one in which nobody wanted the source, where all wishes since then are on record",
      evidence: { knownSince: m(10), wishes: [wish("active", 30)], runs: [run(1, 32, 33, null)] },
      found: ["0-10 gap before", "10-30 gap unwanted", "30-33 gap starting", "33-60 off air"]
    },
    {
      name: "is that as well of a source that nobody ever wanted",
      evidence: { knownSince: m(10) },
      found: ["0-10 gap before", "10-60 gap unwanted"]
    },
    {
      name: "is none where the source is known since then",
      evidence: { knownSince: m(10), wishes: [wish("active", 10)], runs: [run(1, 12, 13, null)] },
      found: ["0-10 gap before", "10-13 gap starting", "13-60 off air"]
    },
    {
      name: "tells nothing of a source that had been recorded before",
      evidence: { runs: [run(1, 5, 6, 10, "stopped", null, "unwanted")], wishes: [wish("active", 50)] },
      found: ["0-5 gap unknown", "5-6 gap starting", "6-10 off air", "10-50 gap unwanted", "50-60 gap starting"]
    },
    {
      name: "tells nothing of what was before wishes were kept",
      evidence: { wishesSince: m(20), wishes: [wish("active", 30)] },
      found: ["0-20 gap unknown", "20-30 gap unwanted", "30-60 gap starting"]
    },
    {
      name: "tells nothing where an older wish is on record",
      evidence: { wishesSince: m(20), wishes: [wish("paused", 10), wish("active", 30)] },
      found: ["0-10 gap unknown", "10-30 gap unwanted", "30-60 gap unknown"]
    }
  ])("$name", ({ evidence, found }) => {
    assert.deepStrictEqual(covered({ wishesSince: m(0), ...evidence }), [...found])
  })
})
