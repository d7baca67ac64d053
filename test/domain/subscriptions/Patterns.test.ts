import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { badOutPattern } from "../../../src/domain/settings/OutPattern.ts"
import { defaultSettings } from "../../../src/domain/settings/Settings.ts"
import { SourceName } from "../../../src/domain/subscriptions/Names.ts"
import { badUrlPattern, canonicalUrl, understandUrl } from "../../../src/domain/subscriptions/UrlPattern.ts"

const patterns = {
  plain: "https://example.org/{username}",
  deep: "https://www.Example.org/channel/{username}/live",
  prefix: "https://example.org/@{username}",
  query: "http://tv.example:8080/watch?v={username}&tab=live",
  more: "https://more.example/{username}?ref=us",
  constructor: "https://odd.example/{username}.html"
} as const

/** Names of dots, dashes and the words that the patterns themselves are made of. */
const Name = Schema.Array(Schema.Literals(["a", "Z", "9", "_", "-", ".", "live", ".html", "watch", "channel"])).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(8)
)
const isName = Schema.is(SourceName)
let names = 0

describe("an address", () => {
  it.prop(
    "that a driver's pattern makes is understood again",
    [Name],
    ([parts]) => {
      const username = parts.join("")
      if (!isName(username)) return
      names++
      for (const [driver, pattern] of Object.entries(patterns)) {
        assert.isUndefined(badUrlPattern(pattern))
        const url = canonicalUrl({ [driver]: pattern }, driver, username) ?? ""
        assert.include(url, username)
        for (const pasted of [
          url,
          ` ${url} `,
          url.replace(/^https?:\/\/(www\.)?/, ""),
          url.replace(/^http/, "HTTP"),
          `${url}#top`
        ]) {
          assert.deepStrictEqual(understandUrl({ [driver]: pattern }, pasted), { driver, username }, pasted)
        }
      }
    },
    { arbitrary: { runs: 1000 } }
  )

  it("property met names", () => assert.isAbove(names, 200))

  it("is understood among several patterns by the longest that fits", () => {
    const found = (url: string) => understandUrl(patterns, url)
    assert.deepStrictEqual(found("https://example.org/alice/?utm=1"), { driver: "plain", username: "alice" })
    assert.deepStrictEqual(found("EXAMPLE.org/Channel/Alice/live/"), { driver: "deep", username: "Alice" })
    assert.deepStrictEqual(found("https://example.org/@alice"), { driver: "prefix", username: "alice" })
    assert.deepStrictEqual(found("tv.example:8080/watch?v=alice&tab=other"), { driver: "query", username: "alice" })
    assert.deepStrictEqual(found("more.example/alice"), { driver: "more", username: "alice" })
  })

  it.each([
    "",
    "alice",
    "https://example.org/",
    "https://example.com/alice",
    "https://example.org/a/b",
    "https://example.org/%2e%2e",
    "tv.example:8080/watch"
  ])("%j is not understood", (url) => assert.isUndefined(understandUrl(patterns, url)))

  it.prop("is looked for in any text without harm", [Schema.String], ([text]) => void understandUrl(patterns, text))

  it("is none for a driver without a pattern, whatever its name", () => {
    assert.isNull(canonicalUrl({}, "hls", "alice"))
    assert.isNull(canonicalUrl({}, "constructor", "alice"))
    assert.strictEqual(canonicalUrl(patterns, "constructor", "a"), "https://odd.example/a.html")
  })

  it.each([
    "",
    "{username}",
    "ftp://a/{username}",
    "https://a.b",
    "https://a.b/{user}",
    "https://a.b/{username}/{username}",
    "https://{username}.a.b/",
    "javascript:alert(1)//{username}",
    "https://a b/{username}",
    "https://a.b/ {username}",
    `https://a.b/${"x".repeat(500)}{username}`
  ])("pattern %j is refused with a reason", (pattern) => assert.isString(badUrlPattern(pattern)))
})

const dated =
  "{{.Recording.Year}}{{.Recording.Month}}{{.Recording.Day}}{{.Recording.Hour}}{{.Recording.Minute}}{{.Recording.Second}}"

describe("a file pattern", () => {
  it.each([
    defaultSettings.out_pattern,
    "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Unix}}",
    `{{ .Driver }}/{{ .Source }}/all/${dated}`,
    "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Count}}"
  ])("%j is accepted", (pattern) => assert.isUndefined(badOutPattern(pattern)))

  it.each([
    "",
    "x",
    `/data/recordings/{{.Driver}}/{{.Source}}/all/${dated}`,
    "a/{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/.hidden/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/a/.{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/{{.Session.Unix}}.ts/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/{{.Recording.Unix}}",
    "{{.Source}}/{{.Driver}}/a/{{.Recording.Unix}}",
    "x{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/a/b/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/a/",
    "{{.Driver}}/{{.Source}}/../{{.Recording.Unix}}",
    "../{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
    "~/{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/a\\b/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/{{.Owner}}/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/{{exec}}/{{.Recording.Unix}}",
    "{{.Driver}}/{{.Source}}/a/b",
    "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/b",
    "{{.Driver}}/{{.Source}}/a/{{.Recording.Hour}}",
    `{{.Driver}}/{{.Source}}/${"x".repeat(151)}/{{.Recording.Unix}}`
  ])("%j is refused with a reason", (pattern) => assert.match(badOutPattern(pattern) ?? "", /^out_pattern /))
})
