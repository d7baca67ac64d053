import { readdirSync, readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { needing } from "../Programs.ts"
import { cut, h264, movie } from "../recorder/made.ts"
import { until } from "./Client.ts"
import { looked, recorded, segments } from "./recordedFiles.ts"

/** How many processes of ffmpeg this one has started that still run. */
const ffmpegs = () =>
  readdirSync("/proc").filter((pid) => {
    try {
      const [, name, , parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? []
      return name === "ffmpeg" && Number(parent) === process.pid
    } catch {
      return false
    }
  }).length

needing("ffmpeg", "ffprobe")("recordings as one file", () => {
  const name = "2026-01-01_00-00-00"

  for (const kind of ["mpegts", "fmp4"] as const)
    it.live(`hold a session of ${kind} whole, to the frame, and play without a complaint`, () =>
      Effect.gen(function* () {
        const ending = kind === "mpegts" ? "ts" : "mp4"
        const files =
          kind === "mpegts"
            ? { [`${name}_00000.ts`]: segments(kind, 0, 5), [`${name}_00001.ts`]: segments(kind, 5, 8) }
            : { [`${name}_00000.${ending}`]: segments(kind, 0, 8) }
        const { saved } = yield* recorded({ [name]: files })
        const { answer, file } = yield* saved(`session=${name}`)
        assert.strictEqual(answer.headers.get("content-type"), "video/mp4")
        assert.match(
          answer.headers.get("content-disposition") ?? "",
          /^attachment; filename="carol_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.mp4"/
        )
        const { complaints, picture } = looked(file)
        assert.strictEqual(complaints, "")
        assert.deepStrictEqual([picture?.["nb_read_packets"], Number(picture?.["duration"])], ["200", 8])
        assert.isBelow(Number(picture?.["start_time"]), 0.2)
      })
    )

  it.live("hold a stretch across sessions, cut where players can enter", () =>
    Effect.gen(function* () {
      const day = "2026-01-01_00-0"
      const { saved } = yield* recorded({
        [`${day}0-00`]: { [`${day}0-00_00000.ts`]: segments("mpegts", 0, 8) },
        [`${day}1-00`]: { [`${day}1-00_00000.ts`]: segments("mpegts", 0, 8) },
        [`${day}5-00`]: { [`${day}5-00_00000.ts`]: segments("mpegts", 0, 8) }
      })
      // Names tell the time of this machine's zone.
      // @effect-diagnostics-next-line globalDate:off
      const at = (minute: number, second: number) => new Date(2026, 0, 1, 0, minute, second).toISOString()
      const { file } = yield* saved(`from=${at(0, 5)}&to=${at(1, 2)}`)
      const { complaints, picture } = looked(file)
      assert.strictEqual(complaints, "")
      // From the key frame at four seconds of the first, and to that at four seconds of the second.
      assert.strictEqual(picture?.["nb_read_packets"], "200")
    })
  )

  it.live("are MP4 with any sound that it can hold, and Matroska with any that it can't", () =>
    Effect.gen(function* () {
      const file = `${name}_00000.ts`
      const { get, saved } = yield* recorded({
        ac3: { [file]: segments("mpegts", 0, 8, ["-c:a", "ac3"]) },
        truehd: { [file]: segments("mpegts", 0, 8, ["-c:a", "truehd", "-strict", "-2"]) }
      })
      for (const [session, type, ending] of [
        ["ac3", "video/mp4", "mp4"],
        ["truehd", "video/x-matroska", "mkv"]
      ] as const) {
        const { answer, file } = yield* saved(`session=${session}`)
        assert.strictEqual(answer.headers.get("content-type"), type)
        assert.include(answer.headers.get("content-disposition") ?? "", `.${ending}"`)
        assert.strictEqual((yield* get(`session=${session}&check=1`)).status, 204)
        const { complaints, picture, streams } = looked(file)
        assert.strictEqual(complaints, "")
        assert.strictEqual(picture?.["nb_read_packets"], "200")
        assert.isTrue(streams.some((one) => one["codec_name"] === session))
      }
    })
  )

  it.live("of sound alone come while they are made, in fragments of about a second", () =>
    Effect.gen(function* () {
      const { segments: sound } = cut(movie(8, h264), "mpegts", ["0:a"])
      const { saved } = yield* recorded({
        [name]: { [`${name}_00000.ts`]: Buffer.concat(sound.map(({ bytes }) => bytes)) }
      })
      const { file } = yield* saved(`session=${name}`)
      const { complaints, streams } = looked(file)
      assert.strictEqual(complaints, "")
      assert.deepStrictEqual(
        streams.map((one) => one["codec_type"]),
        ["audio"]
      )
      // What is held back until the end is one fragment.
      assert.isAtLeast(readFileSync(file, "latin1").split("moof").length - 1, 7)
    })
  )

  it.live("are refused with what is wrong and what to do", () =>
    Effect.gen(function* () {
      const { get } = yield* recorded({ [name]: { [`${name}_00000.ts`]: segments("mpegts", 0, 8) } })
      const told = Effect.fnUntraced(function* (query: string) {
        const answer = yield* get(query)
        const problem: { readonly code?: string; readonly error?: string } = yield* Effect.promise(() =>
          answer.json().then((it: object) => it)
        )
        return [answer.status, problem.code, problem.error]
      })
      assert.deepStrictEqual(yield* told("session=none"), [
        404,
        "not_found",
        "There is nothing that can be played in the session none, or not in that time."
      ])
      assert.deepStrictEqual(yield* told("from=2025-01-01T00:00:00Z&to=2025-01-01T01:00:00Z"), [
        404,
        "not_found",
        "Nothing that can be played was recorded in that time."
      ])
      for (const query of [
        "",
        "from=2026-01-01T00:00:00Z",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"
      ])
        assert.deepStrictEqual((yield* told(query)).slice(0, 2), [422, "unusable"], query)
      yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.stubEnv("PATH", "/nowhere")),
        () =>
          Effect.map(told(`session=${name}`), (missing) =>
            assert.deepStrictEqual(missing, [
              501,
              "program_missing",
              "ffmpeg is not installed where it is to run: install it (Debian: apt-get install ffmpeg; others: https://ffmpeg.org/download.html)."
            ])
          ),
        () => Effect.sync(() => vi.unstubAllEnvs())
      )
    })
  )

  it.live("are two at a time for one user, and end with who wanted them", () =>
    Effect.gen(function* () {
      // More than the buffers between ffmpeg and who reads hold.
      const long = Buffer.concat(Array.from({ length: 60 }, () => segments("mpegts", 0, 8)))
      const { get, hold } = yield* recorded({ [name]: { [`${name}_00000.ts`]: long } })
      const held = yield* Effect.all([hold(`session=${name}`), hold(`session=${name}`)])
      assert.deepStrictEqual(
        held.map(({ status }) => status),
        [200, 200]
      )
      const third = yield* get(`session=${name}`)
      assert.deepStrictEqual([third.status, third.headers.get("retry-after")], [429, "10"])
      assert.include(yield* Effect.promise(() => third.text()), "2 of your files are being made already.")
      yield* until(Effect.sync(ffmpegs), (running) => running === 2)
      for (const { leave } of held) leave()
      yield* until(Effect.sync(ffmpegs), (left) => left === 0)
      const last = yield* hold(`session=${name}`)
      assert.strictEqual(last.status, 200)
      last.leave()
      yield* until(Effect.sync(ffmpegs), (left) => left === 0)
    })
  )
})
