import { html } from "../lib/html.js"

/** A line of values without axes, 96 by 24; `label` says it in words. Fewer than two values draw nothing. */
export const spark = (values, label, { width = 96, height = 24, top = Math.max(...values, 1) } = {}) => {
  if (values.length < 2) return html`<span class="spark spark-none" aria-hidden="true"></span>`
  const x = (i) => ((i / (values.length - 1)) * (width - 2) + 1).toFixed(1)
  const y = (value) => (height - 2 - (value / top) * (height - 4)).toFixed(1)
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}"
    ><polyline points="${values.map((value, i) => `${x(i)},${y(value)}`).join(" ")}" fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"></polyline></svg>`
}
