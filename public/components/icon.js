import { html, svg } from "../lib/html.js"

/**
 * What is drawn for each name, on 16 by 16, in lines of 1.5 unless it says else. Part of the page: a file of drawings would be a
 * document of its own, to be asked for and copied from at every use.
 */
const drawings = {
  recording: svg`<circle cx="8" cy="8" r="5" fill="currentColor" stroke="none"/>`,
  waiting: svg`<circle cx="8" cy="8" r="4.5" stroke-width="2"/>`,
  starting: svg`<circle cx="8" cy="8" r="4.5"/><path d="M8 3.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" stroke="none"/>`,
  stopping: svg`<circle cx="8" cy="8" r="4.5"/><path d="M8 3.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" stroke="none"/>`,
  queued: svg`<path d="M3 4h10M3 8h10M3 12h6" stroke-width="2"/>`,
  backoff: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.5"/>`,
  inactive: svg`<path d="M5.5 4v8M10.5 4v8" stroke-width="2"/>`,
  held: svg`<rect x="3.5" y="7" width="9" height="6" rx="1" fill="currentColor" stroke="none"/><path d="M5.5 7V5.5a2.5 2.5 0 0 1 5 0V7"/>`,
  stalled: svg`<path d="M8 2.5 14 13H2z" stroke-linejoin="round"/><path d="M8 6.5v3M8 11v1"/>`,
  error: svg`<path d="M8 1.5 15 14H1z" fill="currentColor" stroke="none"/><path d="M8 6v4M8 11.5v1.2" stroke="var(--icon-hole, var(--warn-fill))" stroke-width="1.6"/>`,
  refused: svg`<path d="M5 8.5v-4a1 1 0 0 1 2 0V7 3a1 1 0 0 1 2 0v4-3a1 1 0 0 1 2 0v5c0 3-1 4.5-3.5 4.5-2 0-2.8-1-3.6-2.5L2.6 8.8c-.5-1 .7-1.7 1.4-.9z" stroke-linejoin="round"/>`,
  unknown: svg`<path d="M6.5 4.5 8 3a3 3 0 0 1 4.2 4.2L10.8 8.6M9.5 11.5 8 13a3 3 0 0 1-4.2-4.2L5.2 7.4M3 3l10 10"/>`,
  home: svg`<path d="M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z" stroke-linejoin="round"/>`,
  list: svg`<path d="M5.5 4H14M5.5 8H14M5.5 12H14M2 4h1.5M2 8h1.5M2 12h1.5"/>`,
  user: svg`<circle cx="8" cy="5.5" r="2.5"/><path d="M3 13.5c.5-3 2.5-4 5-4s4.5 1 5 4"/>`,
  gear: svg`<circle cx="8" cy="8" r="2"/><path d="M8 1.5v2.5M8 12v2.5M1.5 8H4M12 8h2.5M3.4 3.4l1.8 1.8M10.8 10.8l1.8 1.8M12.6 3.4l-1.8 1.8M5.2 10.8l-1.8 1.8"/>`,
  search: svg`<circle cx="7" cy="7" r="4"/><path d="m10 10 4 4"/>`,
  linked: svg`<path d="m3.5 8.5 3 3 6-7"/>`,
  off: svg`<path d="M4 8h8"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  play: svg`<path d="M4.5 3v10l8-5z" fill="currentColor" stroke="none"/>`,
  film: svg`<path d="M2 3.5h12v9H2zM5 3.5v9M11 3.5v9M2 8h3M11 8h3" stroke-width="1"/>`
}

/** A drawing, 16 px; what it means is said by the text beside it. */
export const icon = (name) =>
  html`<svg class="icon icon-${name}" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">${drawings[name]}</svg>`
