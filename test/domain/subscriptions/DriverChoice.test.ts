import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { parseAddress } from "../../../src/domain/subscriptions/Address.ts"
import { driversFor } from "../../../src/domain/subscriptions/DriverChoice.ts"

const drivers = [
  { name: "hls", schemes: ["http", "https"] },
  { name: "stream", schemes: ["http", "https", "rtsp", "srt"], endings: [".ts", ".mp3"] },
  { name: "site", schemes: ["https"], hosts: ["tv.example"] },
  { name: "names", hosts: ["names.example"] },
  { name: "any" }
]

describe("the drivers for an address, best first", () => {
  for (const [address, ...names] of [
    ["https://a.example/live/news.m3u8", "hls", "any", "site", "stream"],
    ["https://a.example/live/news", "hls", "stream", "any", "site"],
    ["http://a.example/live/news.TS", "stream", "hls", "any"],
    ["http://a.example/radio.mp3?x=.m3u8", "stream", "hls", "any"],
    ["rtsp://a.example/camera", "stream", "any"],
    ["https://www.tv.example/live.mp3", "site", "stream", "hls", "any"],
    ["https://names.example/a", "names", "hls", "stream", "any", "site"],
    ["rtmp://a.example/live", "any"]
  ] as const) {
    it(`for ${address} are ${names.join(", ")}`, () => {
      assert.deepStrictEqual(driversFor(Result.getOrThrow(parseAddress(address)), drivers), names)
    })
  }
})
