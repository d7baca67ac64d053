import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { Browser, done } from "./Browser.ts"

type Tag = (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) => object

interface Drawn {
  readonly html: Tag
  readonly svg: Tag
  readonly on: (names: string, holds: boolean) => object
  readonly attributes: (values: object) => object
  readonly render: (target: Element, template: object) => void
}

declare global {
  interface Window {
    drawn: Drawn & {
      /** A new element of the page, for something to be drawn in. */
      readonly fresh: () => Element
      /** A list of all that one may hold, with what stands around and inside of each. */
      readonly list: (items: ReadonlyArray<Item>) => object
    }
  }
}

const Item = Schema.Struct({
  key: Schema.NullOr(Schema.Literals(["a", "b", "c", "d", "e"])),
  kind: Schema.Literals(["plain", "nested", "bare", "text", "nothing"]),
  text: Schema.String
})
type Item = typeof Item.Type
const List = Schema.Array(Item)

/** As a text, since it is not for here that its imports are. */
const loaded = `Promise.all(["html", "render"].map((name) => import("/lib/" + name + ".js"))).then((all) => {
  window.drawn = Object.assign({}, ...all)
})`

/** A page that has what the pages are drawn by, and nothing else going on. */
class Blank extends Context.Service<Blank, Page>()("test/Blank") {
  static readonly layer = Layer.effect(
    Blank,
    Effect.gen(function* () {
      const page = yield* (yield* Browser).visit()
      yield* done(() => page.goto("/login"))
      yield* done(() => page.waitForSelector("#password"))
      yield* done(() => page.evaluate(loaded))
      yield* done(() =>
        page.evaluate(() => {
          const { attributes, html, on, svg } = window.drawn
          const fresh = () => document.body.appendChild(document.createElement("section"))
          const one = ({ key, kind, text }: Item, i: number) => {
            const name = key ?? i
            if (kind === "nothing") return null
            if (kind === "text") return [text, [text.length]]
            if (kind === "bare") return html`<em>${text}</em>`
            if (kind === "plain")
              return html`<p data-key="${name}" title="a ${text} ${text.length}" ${on("hidden", text === "")}>${text}</p>`
            return html`
              <p data-key="${name}" ${attributes({ title: text === "" ? null : text })}><svg>${svg`<circle r="${text.length}"/>`}</svg>${[text, html`<b>${text}</b>${text}`]}</p>
              ${text === "" ? null : html`${text}<i></i>`}
            `
          }
          // The same key twice would name two things.
          const once = (items: ReadonlyArray<Item>) =>
            items.map((item, i) =>
              items.findIndex(({ key }) => key === item.key) === i ? item : { ...item, key: null }
            )
          const list = (items: ReadonlyArray<Item>) => html`<ul>${once(items).map(one)}</ul>`
          window.drawn = { ...window.drawn, fresh, list }
        })
      )
      return page
    })
  ).pipe(Layer.provide(Browser.layer))
}

needing("chromium")("what the pages are drawn by", () => {
  layer(Blank.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect.prop("S11: no text gets out of its place, and none is lost", { text: Schema.String }, ({ text }) =>
      Effect.gen(function* () {
        const page = yield* Blank
        const found = yield* done(() =>
          page.evaluate((text) => {
            const { attributes, fresh, html, render } = window.drawn
            const target = fresh()
            const draw = (value: unknown) =>
              render(
                target,
                html`<p title="${value}" ${attributes({ lang: value })}>${value}</p><textarea value="${value}"></textarea>`
              )
            const read = () => {
              const [p, area] = [...target.children]
              const texts = [p?.getAttribute("title"), p?.getAttribute("lang"), p?.textContent]
              return [target.childElementCount, p?.childElementCount, p?.attributes.length, ...texts, area?.textContent]
            }
            draw(text)
            const first = read()
            draw("else")
            draw(text)
            return [first, read()]
          }, text)
        )
        const same = [2, 0, 2, text, text, text, text]
        assert.deepStrictEqual(found, [same, same])
      })
    )

    it.effect.prop(
      "a drawing that follows another looks as if it were the first, and what has a key stays what it was",
      { lists: Schema.Array(List) },
      ({ lists }) =>
        Effect.gen(function* () {
          const page = yield* Blank
          const wrong = yield* done(() =>
            page.evaluate((lists) => {
              const { fresh, list, render } = window.drawn
              const target = fresh()
              const named = () =>
                new Map([...target.querySelectorAll("[data-key]")].map((one) => [one.getAttribute("data-key"), one]))
              const kindOf = (all: ReadonlyArray<Item>, key: string | null) => all.find((one) => one.key === key)?.kind
              let before: ReadonlyArray<Item> = []
              for (const items of lists) {
                const old = named()
                render(target, list(items))
                const alone = fresh()
                render(alone, list(items))
                if (alone.innerHTML !== target.innerHTML) return [alone.innerHTML, target.innerHTML]
                for (const [key, one] of named())
                  if (
                    kindOf(before, key) !== undefined &&
                    kindOf(before, key) === kindOf(items, key) &&
                    old.get(key) !== one
                  )
                    return `${key} is another`
                before = items
              }
              return null
            }, lists)
          )
          assert.isNull(wrong)
        })
    )

    it.effect.prop("a drawing that says the same touches nothing", { items: List }, ({ items }) =>
      Effect.gen(function* () {
        const page = yield* Blank
        const touched = yield* done(() =>
          page.evaluate((items) => {
            const { fresh, list, render } = window.drawn
            const target = fresh()
            render(target, list(items))
            const watch = new MutationObserver(() => undefined)
            watch.observe(target, { attributes: true, characterData: true, childList: true, subtree: true })
            render(target, list(structuredClone(items)))
            return watch.takeRecords().length
          }, items)
        )
        assert.strictEqual(touched, 0)
      })
    )

    it.effect(
      "an object that looks like markup is a text, nothing leaves nothing, and a space stays where it was written",
      () =>
        Effect.gen(function* () {
          const page = yield* Blank
          const shown = yield* done(() =>
            page.evaluate(() => {
              const { fresh, html, render } = window.drawn
              const target = fresh()
              const forged = { strings: ["<img>"], values: [], toString: () => "<img>" }
              const spaced = html`
              <b></b> `
              render(target, html`<p>${forged}${null}${undefined}${false}${true}${0}${spaced}${1}</p>`)
              return target.innerHTML
            })
          )
          assert.strictEqual(shown, "<p>&lt;img&gt;0<b></b> 1</p>")
        })
    )

    it.effect("a clock that went on by itself is right again when its moment changes", () =>
      Effect.gen(function* () {
        const page = yield* Blank
        const shown = yield* done(() =>
          page.evaluate(() => {
            const { fresh, html, render } = window.drawn
            const target = fresh()
            const draw = (iso: string) => render(target, html`<time datetime="${iso}">${"now"}</time>`)
            draw("10:00:00")
            const [text] = target.firstElementChild?.childNodes ?? []
            if (text !== undefined) text.nodeValue = "5 s ago"
            draw("10:00:05")
            return target.textContent
          })
        )
        assert.strictEqual(shown, "now")
      })
    )

    it.effect("what somebody types stays while they are at it; else a field holds what it is told to", () =>
      Effect.gen(function* () {
        const page = yield* Blank
        const [typing, left] = yield* done(() =>
          page.evaluate(() => {
            const { fresh, html, on, render } = window.drawn
            const target = fresh()
            const draw = (value: string, chosen: boolean) =>
              render(
                target,
                html`<input value="${value}" /><textarea value="${value}"></textarea><input type="checkbox" ${on("checked", chosen)} />`
              )
            const values = () =>
              [...target.querySelectorAll<HTMLInputElement>("input, textarea")].map(({ checked, type, value }) =>
                type === "checkbox" ? checked : value
              )
            draw("1", true)
            const [field, area, box] = target.querySelectorAll<HTMLInputElement>("input, textarea")
            if (field === undefined || area === undefined || box === undefined) return []
            box.click()
            field.value = area.value = "typed"
            field.focus()
            draw("2", false)
            const first = values()
            area.focus()
            draw("3", true)
            return [first, values()]
          })
        )
        assert.deepStrictEqual(typing, ["typed", "2", false])
        assert.deepStrictEqual(left, ["3", "2", true])
      })
    )
  })
})
