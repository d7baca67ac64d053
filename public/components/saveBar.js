import { count } from "../lib/format.js"
import { html } from "../lib/html.js"
import { busyMark, troubleOf } from "./acting.js"

/** What will change, for as long as nothing is saved: the titles of what differs, and one sentence about when it takes effect. */
export const saveBar = (state, titles, sentence) =>
  titles.length === 0
    ? null
    : html`<div class="savebar" id="savebar" role="group" aria-label="Unsaved changes"><p class="prose"><strong>${count(titles.length, "change")}:</strong> ${titles.join(", ")}. ${sentence}</p>
      <button type="button" data-action="discard">Discard</button><button class="primary" ${busyMark(state, "save")}>${state.busy === "save" ? "Saving…" : "Save"}</button>
      ${troubleOf(state, "save")}</div>`
