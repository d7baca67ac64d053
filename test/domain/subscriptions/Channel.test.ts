import { assert, describe, it } from "@effect/vitest"
import type { Address, AddressGiver } from "../../../src/domain/subscriptions/Address.ts"
import { channelStep } from "../../../src/domain/subscriptions/Channel.ts"

const channel = (url: string, login = "") => ({ key: { driver: "hls", username: "a" }, url, login })
const at = (url: string, from: AddressGiver): Address => ({ url, from })
const [one, other, elsewhere] = ["https://x/1", "https://x/2", "https://y/1"]

describe("what a channel does to a source", () => {
  it.each([
    { what: "one without an address follows it", address: null, line: channel(one), step: { login: undefined } },
    { what: "one that is there stays", address: at(one, "channels"), line: channel(one), step: "same" },
    {
      what: "one that followed it follows it elsewhere",
      address: at(one, "channels"),
      line: channel(other),
      step: { login: undefined }
    },
    {
      what: "one that an admin placed stays there",
      address: at(one, "admin"),
      line: channel(other),
      step: "elsewhere"
    },
    {
      what: "one that a member placed stays there",
      address: at(one, "member"),
      line: channel(other),
      step: "elsewhere"
    },
    {
      what: "one that an admin placed at the same address is his",
      address: at(one, "admin"),
      line: channel(one),
      step: "same"
    },
    {
      what: "one that an admin placed there keeps his login",
      address: at(one, "admin"),
      login: "his:1",
      line: channel(one, "me:2"),
      step: "same"
    },
    { what: "a login comes with the line", address: null, line: channel(one, "me:1"), step: { login: "me:1" } },
    {
      what: "a login is changed by the line",
      address: at(one, "channels"),
      login: "me:1",
      line: channel(one, "me:2"),
      step: { login: "me:2" }
    },
    {
      what: "a login stays on the same host",
      address: at(one, "channels"),
      login: "me:1",
      line: channel(other),
      step: { login: "me:1" }
    },
    {
      what: "S9: a login goes to no other host",
      address: at(one, "channels"),
      login: "me:1",
      line: channel(elsewhere),
      step: { login: undefined }
    }
  ])("$what", ({ address, line, login, step }) => {
    assert.deepStrictEqual(channelStep({ address, login }, line), step)
  })
})
