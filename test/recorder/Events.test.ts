import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import * as Events from "../../src/recorder/Events.ts"
import { News } from "../../src/recorder/Lifecycle.ts"

const subject = { driver: "site-b", source: "alice", segmentLength: 300_000 }
const time = "2026-11-22T11:34:34Z"
const line = (event: Events.Event) => Events.json({ ...event, time })

describe("an event", () => {
  it.each([
    [
      Events.startup(subject, false),
      '{"cookies":"none","driver":"site-b","event":"STARTUP","source":"alice","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.startup(subject, true),
      '{"cookies":"set","driver":"site-b","event":"STARTUP","source":"alice","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.of(News.SessionStart({ resolution: "720p/30fps" }), subject),
      '{"driver":"site-b","event":"SESSION START","resolution":"720p/30fps","source":"alice","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.of(News.RecordingStart({ recording: 0, resolution: "720p/30fps" }), subject),
      '{"event":"RECORDING START","recording":"0","resolution":"720p/30fps","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.of(News.SegmentStart({ file: "/r/a_00000.ts", recording: 0, segment: 0 }), subject),
      '{"event":"SEGMENT START","file":"/r/a_00000.ts","recording":"0","segment":"0","target_duration":"00:05:00","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.lost(2, 12.5, { kind: "http", status: 404, host: "a.example" }),
      '{"cause":"http","event":"LOST","host":"a.example","http_status":"404","seconds":"12.5","segments":"2","time":"2026-11-22T11:34:34Z"}'
    ],
    [Events.lost(1, 2, undefined), '{"event":"LOST","seconds":"2","segments":"1","time":"2026-11-22T11:34:34Z"}'],
    [
      Events.of(News.SegmentStart({ file: "/r/a.ts", recording: 0, segment: 0 }), { ...subject, segmentLength: 0 }),
      '{"event":"SEGMENT START","file":"/r/a.ts","recording":"0","segment":"0","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.heartbeat({
        file: "a",
        bytes: 3000,
        segmentDuration: 900,
        sessionDuration: 1999,
        recording: 0,
        segment: 0,
        longestSegment: 16_016
      }),
      '{"bytes_written":"3000","event":"HEARTBEAT","file":"a","longest_segment":"00:00:17","recording":"0","segment":"0","segment_duration":"00:00:00","session_duration":"00:00:01","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.of(
        News.SegmentFinish({ file: "a", recording: 0, segment: 0, duration: 1500, bytes: 3000, trigger: "split" }),
        subject
      ),
      '{"duration":"00:00:01","event":"SEGMENT FINISH","file":"a","recording":"0","segment":"0","size":"2.9KB","time":"2026-11-22T11:34:34Z","trigger":"split"}'
    ],
    [
      Events.of(
        News.RecordingEnd({ recording: 0, segments: 2, duration: 2000, trigger: "stream_end", silence: 999 }),
        subject
      ),
      '{"duration":"00:00:02","event":"RECORDING END","recording":"0","segments":"2","time":"2026-11-22T11:34:34Z","trigger":"stream_end"}'
    ],
    [
      Events.of(News.SessionEnd({ recordings: 1, duration: 4000 }), subject),
      '{"duration":"00:00:04","event":"SESSION END","recordings":"1","source":"alice","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.sleep(subject, 60_000, "off_air"),
      '{"event":"SLEEP","interval":"00:01:00","reason":"off_air","source":"alice","time":"2026-11-22T11:34:34Z"}'
    ],
    [
      Events.of(
        News.RecordingEnd({
          recording: 0,
          segments: 2,
          duration: 2000,
          trigger: "timeout",
          reason: "dns",
          silence: 14_400
        }),
        subject
      ),
      '{"duration":"00:00:02","event":"RECORDING END","reason":"dns","recording":"0","segments":"2","silence":"00:00:14","time":"2026-11-22T11:34:34Z","trigger":"timeout"}'
    ],
    [
      Events.trouble({ kind: "http", status: 403, host: "a.example" }, 12, time),
      '{"cause":"http","event":"TROUBLE","host":"a.example","http_status":"403","since":"2026-11-22T11:34:34Z","time":"2026-11-22T11:34:34Z","tries":"12"}'
    ],
    [
      Events.trouble({ kind: "storage", message: "the disk is read-only" }, 1, time),
      '{"cause":"storage","event":"TROUBLE","message":"the disk is read-only","since":"2026-11-22T11:34:34Z","time":"2026-11-22T11:34:34Z","tries":"1"}'
    ]
  ])("%# is printed as the overseer's protocol says", (event, expected) => {
    assert.strictEqual(line(event), expected)
  })

  it("is printed for people as a line of words", () => {
    assert.strictEqual(
      Events.plain({ ...Events.sleep(subject, 60_000, "dns"), time }),
      `${time} SLEEP source=alice interval=00:01:00 reason=dns`
    )
    assert.strictEqual(
      Events.plain({ level: "warn", message: "alice is offline", time }),
      `${time} WARN alice is offline`
    )
  })

  it.each([
    [0, "0B"],
    [812, "812B"],
    [1023, "1023B"],
    [3000, "2.9KB"],
    [12_897_485, "12.3MB"],
    [2 ** 30, "1.0GB"],
    [2 ** 40, "1.0TB"]
  ])("%i bytes are %s", (bytes, text) => {
    assert.strictEqual(Events.size(bytes), text)
  })

  it.each([
    ["UTC", "2026-11-22T11:34:34Z"],
    ["Asia/Kolkata", "2026-11-22T17:04:34+05:30"],
    ["America/New_York", "2026-11-22T06:34:34-05:00"]
  ])("in %s has the time %s", (zone, expected) => {
    const at = DateTime.makeZonedUnsafe("2026-11-22T11:34:34.789Z", { timeZone: DateTime.zoneMakeNamedUnsafe(zone) })
    assert.strictEqual(Events.timeOf(at), expected)
  })
})
