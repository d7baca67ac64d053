import { assert, describe, it } from "@effect/vitest"
import { containerOf, firstPacket } from "../../src/media/Container.ts"
import { transport } from "../recorder/streams.ts"

const tag = (length: number) =>
  Buffer.from([...Buffer.from("ID3"), 4, 0, 0, 0, 0, length >> 7, length & 0x7f, ...new Uint8Array(length)])
const box = (type: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(type), new Uint8Array(300)])
const aac = Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x20, 0x1f, 0xfc, ...new Uint8Array(300)])
const mp3 = Buffer.from([0xff, 0xfb, 0x90, 0x64, ...new Uint8Array(300)])

describe("a segment's beginning", () => {
  it.each([
    ["a transport stream", transport(1), "ts"],
    ["a transport stream behind a tag", Buffer.concat([tag(10), transport(1)]), "ts"],
    ["a transport stream behind anything", Buffer.concat([Buffer.from("junk"), transport(1)]), "ts"],
    ["fragmented MP4", box("styp"), "mp4"],
    ["fragmented MP4 without a type", box("moof"), "mp4"],
    ["AAC", aac, "aac"],
    ["AAC behind a long tag", Buffer.concat([tag(300), aac]), "aac"],
    ["MPEG audio", Buffer.concat([tag(10), mp3]), "mp3"],
    ["a page", Buffer.from("<html>Good morning</html>".repeat(40)), "unknown"],
    ["nothing", Buffer.alloc(0), "unknown"],
    ["zeros", Buffer.alloc(500), "unknown"]
  ] as const)("shows that it is %s", (_, bytes, container) => {
    assert.strictEqual(containerOf(bytes, true), container)
  })

  it("is waited for until it tells", () => {
    assert.isUndefined(containerOf(aac.subarray(0, 100), false))
    assert.isUndefined(containerOf(Buffer.concat([tag(2000), aac]).subarray(0, 1000), false))
    assert.strictEqual(containerOf(Buffer.alloc(70_000), false), "unknown")
  })

  it("is no packet where no others follow", () => {
    assert.strictEqual(firstPacket(Buffer.from("Good morning, ".repeat(60))), -1)
  })
})
