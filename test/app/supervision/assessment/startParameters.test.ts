import { assert, describe, it } from "@effect/vitest"
import { startParameters } from "../../../../src/app/supervision/assessment/startParameters.ts"
import { defaultSettings, type Overrides, recorderSettings } from "../../../../src/domain/settings/Settings.ts"
import type { Address } from "../../../../src/domain/subscriptions/Address.ts"
import type { DriverInfo } from "../../../../src/ports/Overseer.ts"

const driver = (...names: ReadonlyArray<string>): DriverInfo => ({
  name: "hls",
  description: null,
  params: Object.fromEntries(names.map((name) => [name, {}])),
  dedupeKey: [],
  limit: 0
})

const settings = recorderSettings(defaultSettings, "hls", {
  headers: "Referer: https://example.org/",
  login: "camera:planted",
  proxy: ""
})
const address: Address = { url: "rtsp://camera.example/1", from: "admin" }
const started = (given: Address | null, info: DriverInfo | undefined) =>
  startParameters({ username: "door", address: given, overrides: {} }, settings, "/rec", info)

describe("what a recorder is started with", () => {
  it("is the source, where it is, and what its site asks for", () => {
    const all = driver("source", "url", "inward", "headers", "login", "proxy")
    const told = started(address, all)
    assert.deepInclude(told, {
      source: "door",
      out: `/rec/${defaultSettings.out_pattern}`,
      url: "rtsp://camera.example/1",
      headers: "Referer: https://example.org/",
      login: "camera:planted",
      cookies: ""
    })
    assert.notProperty(told, "proxy")
    assert.notProperty(started(null, all), "url")
  })

  it("is of the parameters that are no settings what the action declares", () => {
    const given = { ...settings, parameters: { from_start: "true", lens: "" } }
    const told = (info: DriverInfo | undefined) =>
      startParameters({ username: "door", address, overrides: {} }, given, "/rec", info)
    assert.deepInclude(told(driver("from_start", "lens")), { from_start: "true", lens: "" })
    assert.notProperty(told(driver("lens")), "from_start")
    assert.notProperty(told(undefined), "from_start")
    assert.notProperty(told(driver("from_start")), "parameters")
  })

  it("S17: is the word that a member's address leads nowhere within this machine", () => {
    assert.deepInclude(started({ ...address, from: "member" }, driver("url", "inward")), { inward: "no" })
    for (const from of ["admin", "channels"] as const)
      assert.notProperty(started({ ...address, from }, driver("url", "inward")), "inward")
  })

  it("S17: is no member's address for an action that doesn't keep away from this machine", () => {
    assert.notProperty(started({ ...address, from: "member" }, driver("url")), "url")
    assert.deepInclude(started({ ...address, from: "admin" }, driver("url")), { url: address.url })
  })

  it("S9: is nothing that is for everybody or the driver where a member chose the host", () => {
    const all = driver("url", "inward", "cookies", "headers", "login", "proxy")
    const given = { ...settings, cookies: "id=planted", headers: "X-Key: planted", login: "me:planted" }
    const sent = (url: string, overrides: Overrides, info = all) => {
      const source = { username: "door", address: { url, from: "member" }, overrides } as const
      return startParameters(source, { ...given, proxy: "http://p.example", ...overrides }, "/rec", info)
    }
    const told = sent("https://evil.example/live.m3u8", {})
    assert.notInclude(JSON.stringify(told), "planted")
    assert.deepInclude(told, { proxy: "http://p.example", cookies: "" })
    assert.deepInclude(sent("https://evil.example/live.m3u8", { login: "mine:own" }), { login: "mine:own" })
    const site = { ...all, hosts: ["tv.example"] }
    assert.deepInclude(sent("https://www.tv.example/anna", {}, site), { login: "me:planted", cookies: "id=planted" })
    assert.notInclude(JSON.stringify(sent("https://evil-tv.example/anna", {}, site)), "planted")
  })

  it("S9: is no secret for an action that asks for none", () => {
    assert.notInclude(JSON.stringify(started(address, driver("source"))), "planted")
    assert.notProperty(started(address, driver("source")), "url")
  })

  it("is all of it while the action is not described", () => {
    assert.deepInclude(started(address, undefined), { url: "rtsp://camera.example/1", login: "camera:planted" })
  })
})
