/** A share, from 0 to 100, with one decimal: never 0 or 100 for what only comes close; a dash for null. */
export const percent = (value) => {
  if (value === null) return "–"
  if (value > 0 && value < 0.1) return "under 0.1 %"
  const cut = Math.floor(value * 10) / 10
  return `${cut.toFixed(cut === 0 || cut === 100 ? 0 : 1)} %`
}
