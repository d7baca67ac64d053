import { html } from "../lib/html.js"

const drawings = {
  sound: "M2.5 6v4h2.5l3.5 3V3L5 6zM11 5.5c1.3 1.3 1.3 3.7 0 5M13 3.5c2.5 2.5 2.5 6.5 0 9",
  silence: "M2.5 6v4h2.5l3.5 3V3L5 6zM11 6l3.5 4M14.5 6 11 10",
  window: "M2 3.5h12v9H2zM8.5 8.5h4v2.5h-4z",
  full: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  star: "M8 2l1.8 3.8 4.2.6-3 2.9.7 4.2L8 11.5l-3.7 2 .7-4.2-3-2.9 4.2-.6z",
  next: "M3.5 3.5v9l6.5-4.5zM12.5 3.5v9"
}

/** A drawing, 16 px, filled where what it stands for is so; what it means is said by the text beside it. */
export const drawing = (name, isFilled = false) =>
  html`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="${isFilled ? "currentColor" : "none"}" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" aria-hidden="true"><path d="${drawings[name]}"></path></svg>`
