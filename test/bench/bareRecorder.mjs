/**
 * The baseline of a recorder: node:http and node:fs alone, each segment fetched as soon as it is listed and written as it comes. No
 * second try, no look at what comes, no word of it. STREAM and FILE from the environment.
 */
import { open } from "node:fs/promises"
import { get } from "node:http"

const { FILE, STREAM } = process.env
const ask = (url) => new Promise((resolve, reject) => get(url, resolve).on("error", reject))
const file = await open(FILE, "w")
let last = -1
for (;;) {
  let text = ""
  for await (const part of await ask(STREAM)) text += part
  const names = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
  for (const name of names) {
    if (Number.parseInt(name, 10) <= last) continue
    last = Number.parseInt(name, 10)
    for await (const part of await ask(new URL(name, STREAM))) await file.write(part)
  }
  await new Promise((resolve) => setTimeout(resolve, 960))
}
