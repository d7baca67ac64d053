import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { load } from "./module.ts"

interface Markup {
  readonly text: string
}
interface Html {
  readonly html: (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) => Markup
  readonly on: (name: string, holds: boolean) => Markup
}

const unescaped = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")

it.effect.prop("no text escapes from its place, and none is lost", { text: Schema.String }, ({ text }) =>
  Effect.gen(function* () {
    const { html } = yield* load<Html>("lib/html.js")
    const inside = html`${text}`.text
    assert.notMatch(inside, /[<>"']/)
    assert.strictEqual(unescaped(inside), text)
  })
)

it.effect("markup stays markup, lists are joined, nothing leaves nothing", () =>
  Effect.gen(function* () {
    const { html, on } = yield* load<Html>("lib/html.js")
    assert.strictEqual(
      html`<p ${on("hidden", true)}>${[html`<b>${"<"}</b>`, "&"]}${null}${undefined}${false}${0}</p>`.text,
      "<p hidden><b>&lt;</b>&amp;0</p>"
    )
  })
)

it.effect("an object that looks like markup is not believed", () =>
  Effect.gen(function* () {
    const { html } = yield* load<Html>("lib/html.js")
    assert.notInclude(html`${{ text: "<img>" }}`.text, "<img>")
  })
)
