import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import * as Durations from "../../src/recorder/Durations.ts"
import { type Environment, read, type Settings } from "../../src/recorder/Settings.ts"

const least = ["-s", "alice", "-o", "/rec/{{.Source}}"]

const settings = (argv: ReadonlyArray<string>, env: Environment = {}): Settings => {
  const command = Result.getOrThrowWith(read(argv, env), ({ message }) => new Error(message))
  if (command._tag !== "Record") throw new Error(command._tag)
  return command.settings
}

const misuse = (argv: ReadonlyArray<string>, env: Environment = {}) => {
  const command = read(argv, env)
  return Result.isFailure(command) ? command.failure : { message: "no misuse", code: 0 }
}

describe("the command line", () => {
  it("has the documented defaults", () => {
    const { cookies, domain, headers, login, out: _, proxy, url, userAgent, ...rest } = settings(least)
    const absent = [cookies, domain, headers, login, proxy, url, userAgent]
    assert.deepStrictEqual(new Set(absent), new Set([undefined]))
    assert.deepStrictEqual(rest, {
      engine: "hls",
      driver: "hls",
      source: "alice",
      mayBeInward: true,
      resolution: 720,
      framerate: 30,
      fromStart: false,
      segmentLength: 0,
      checkInterval: 0,
      sleepJitter: 0,
      retryDelay: 5000,
      retryJitter: 0,
      segmentTimeout: 300_000,
      recordingTimeout: 1_800_000,
      heartbeatInterval: 0,
      minFreeSpace: 0,
      logLevel: "info",
      outputFormat: "normal"
    })
  })

  it("takes what the overseer gives it, empty values included", () => {
    const given = settings(
      [
        ...["-d", "hls", "-s", "alice", "-o", "/rec/x", "-r", "480", "-f", "60", "-c", "", "-a", "", "-i", "1m"],
        ...["-l", "5m", "--heartbeat-interval", "30s", "--output-format", "json"]
      ],
      { STICKY_USER_AGENT: "from the environment" }
    )
    assert.deepInclude(given, {
      resolution: 480,
      framerate: 60,
      cookies: undefined,
      userAgent: "from the environment",
      checkInterval: 60_000,
      segmentLength: 300_000,
      heartbeatInterval: 30_000,
      outputFormat: "json"
    })
  })

  it.each([
    { what: "a flag beats its variable", argv: ["-r", "480"], env: { STICKY_RESOLUTION: "1080" }, resolution: 480 },
    { what: "a variable beats the default", argv: [], env: { STICKY_RESOLUTION: "1080" }, resolution: 1080 },
    { what: "the last of two flags counts", argv: ["-r", "480", "--resolution=360"], env: {}, resolution: 360 },
    { what: "the best may be wished", argv: ["-r", "best"], env: {}, resolution: Number.POSITIVE_INFINITY },
    { what: "a value may be attached", argv: ["-r480"], env: {}, resolution: 480 },
    { what: "a value may be attached with =", argv: ["-r=480"], env: {}, resolution: 480 }
  ])("$what", ({ argv, env, resolution }) => {
    assert.strictEqual(settings([...least, ...argv], env).resolution, resolution)
  })

  it("takes source and path as plain words too", () => {
    assert.strictEqual(settings(["-r", "480", "alice", "/rec/x"]).source, "alice")
    assert.strictEqual(settings(["--", "alice", "/rec/x"]).source, "alice")
  })

  it("keeps cookies to itself, even those that look like a flag", () => {
    const { cookies } = settings([...least, "-c", "-secret=1"])
    assert.strictEqual(cookies && Redacted.value(cookies), "-secret=1")
    assert.notInclude(JSON.stringify(settings([...least, "-c", "secret=1"])), "secret")
  })

  it.each([
    { argv: ["-o", "/x"], message: "--source is missing", code: 1 },
    { argv: ["-s", "alice"], message: "--out is missing", code: 1 },
    { argv: [...least, "--segment-length", "5 minutes"], message: "--segment-length", code: 1 },
    { argv: [...least, "--segment-timeout", "0"], message: "must be longer than nothing", code: 1 },
    { argv: [...least, "-r", "big"], message: "no whole number", code: 1 },
    { argv: [...least, "-o", "/x/{{.Password}}"], message: "{{.Password}}", code: 1 },
    { argv: [...least, "-c", "a\r\nX-Evil: 1"], message: "--cookies holds ", code: 1 },
    { argv: [...least, "-c", "file:///secret"], message: "--cookies takes the Cookie header itself", code: 1 },
    { argv: [...least, "--log-level", "loud"], message: "none of debug, info", code: 1 },
    { argv: [...least, "--exec", "rm"], message: "unknown flag --exec", code: 2 },
    { argv: [...least, "-r"], message: "flag -r needs a value", code: 2 },
    { argv: [...least, "bob", "/x", "y"], message: "one word too many", code: 1 }
  ])("is refused with a sentence: $message", ({ argv, code, message }) => {
    const found = misuse(argv)
    assert.strictEqual(found.code, code)
    assert.include(found.message, message)
    assert.notInclude(found.message, "secret")
    assert.notInclude(found.message, "Evil")
  })

  it.each(["..", "a..b", "../etc", "a/b", "a\\b", "", ".hidden", "-x", "a\nb", "a\0b", "ä", "a".repeat(65)])(
    "doesn't let a source be called %j",
    (source) => {
      assert.strictEqual(misuse(["-o", "/x", "-s", source]).code, 1)
    }
  )

  it.each(["..", "HLS", "a/b", "", "a.b"])("doesn't let a driver be called %j", (driver) => {
    const known = driver === "" ? 0 : 1
    assert.strictEqual(misuse([...least, "-d", driver]).code, known)
  })
})

describe("durations", () => {
  it.each([
    ["00:01:30", 90_000],
    ["100:00:00", 360_000_000],
    ["90s", 90_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["200ms", 200],
    ["2", 120_000],
    ["0", 0]
  ])("%s is %i ms", (text, millis) => {
    assert.strictEqual(Durations.parse(text), millis)
  })

  it.each(["", "-1s", "1:30", "00:60:00", "1d", "s", "1m 30s", "Infinity", "1e3"])("%j is none", (text) => {
    assert.isUndefined(Durations.parse(text))
  })

  it.prop(
    "printed as a clock read the same again",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1e7 }))],
    ([s]) => {
      assert.strictEqual(Durations.parse(Durations.clock(s * 1000)), s * 1000)
    }
  )
})
