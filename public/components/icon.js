import { html } from "../lib/html.js"

const ring = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`

/** What is drawn for each name, on 16 by 16: a `line`, 1.5 wide unless it says else, over a `fill`. As paths, to be one template. */
const drawings = {
  recording: { fill: ring(8, 8, 5) },
  waiting: { line: ring(8, 8, 4.5), width: 2 },
  starting: { line: ring(8, 8, 4.5), fill: "M8 3.5a4.5 4.5 0 0 1 0 9z" },
  stopping: { line: ring(8, 8, 4.5), fill: "M8 3.5a4.5 4.5 0 0 0 0 9z" },
  queued: { line: "M3 4h10M3 8h10M3 12h6", width: 2 },
  backoff: { line: `${ring(8, 8, 5.5)}M8 5v3l2 1.5` },
  inactive: { line: "M5.5 4v8M10.5 4v8", width: 2 },
  held: { line: "M5.5 7V5.5a2.5 2.5 0 0 1 5 0V7", fill: "M3.5 7h9v6h-9z" },
  stalled: { line: "M8 2.5 14 13H2zM8 6.5v3M8 11v1" },
  error: { line: "M8 6v4M8 11.5v1.2", fill: "M8 1.5 15 14H1z" },
  refused: {
    line: "M5 8.5v-4a1 1 0 0 1 2 0V7 3a1 1 0 0 1 2 0v4-3a1 1 0 0 1 2 0v5c0 3-1 4.5-3.5 4.5-2 0-2.8-1-3.6-2.5L2.6 8.8c-.5-1 .7-1.7 1.4-.9z"
  },
  unknown: { line: "M6.5 4.5 8 3a3 3 0 0 1 4.2 4.2L10.8 8.6M9.5 11.5 8 13a3 3 0 0 1-4.2-4.2L5.2 7.4M3 3l10 10" },
  home: { line: "M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z" },
  list: { line: "M5.5 4H14M5.5 8H14M5.5 12H14M2 4h1.5M2 8h1.5M2 12h1.5" },
  user: { line: `${ring(8, 5.5, 2.5)}M3 13.5c.5-3 2.5-4 5-4s4.5 1 5 4` },
  gear: {
    line: `${ring(8, 8, 2)}M8 1.5v2.5M8 12v2.5M1.5 8H4M12 8h2.5M3.4 3.4l1.8 1.8M10.8 10.8l1.8 1.8M12.6 3.4l-1.8 1.8M5.2 10.8l-1.8 1.8`
  },
  search: { line: `${ring(7, 7, 4)}M10 10l4 4` },
  noticed: { line: `${ring(8, 8, 5.5)}M8 5v4M8 10.5v1` },
  linked: { line: "m3.5 8.5 3 3 6-7" },
  off: { line: "M4 8h8" },
  close: { line: "m4 4 8 8M12 4l-8 8" },
  play: { fill: "M4.5 3v10l8-5z" },
  film: { line: "M2 3.5h12v9H2zM5 3.5v9M11 3.5v9M2 8h3M11 8h3", width: 1 }
}

/** A drawing, 16 px; what it means is said by the text beside it. */
export const icon = (name) => {
  const { fill, line, width } = drawings[name]
  return html`<svg class="icon icon-${name}" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="${width ?? 1.5}" stroke-linejoin="round" aria-hidden="true"><path d="${fill}" fill="currentColor" stroke="none"></path><path d="${line}"></path></svg>`
}
