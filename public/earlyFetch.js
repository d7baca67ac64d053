/*
 * What can't wait for the modules, which run when all of them are there: the chosen theme, before anything is painted, and asking
 * for what the first page shows while they still come. `lib/api.js` hands the answers on.
 */
globalThis.early = new Map()
{
  const base = new URL(document.baseURI).pathname.slice(0, -1)
  const known = (name) => localStorage.getItem(name) ?? "null"
  // Read to its end while the modules come, so that the first drawing shows it: no empty page is drawn and laid out before.
  const whole = async (response) => {
    const { headers, ok, status } = response
    const text = await response.text()
    return { headers, ok, status, json: async () => JSON.parse(text) }
  }
  const ask = (path) => {
    const answer = fetch(base + path, {
      headers: { accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store"
    }).then(whole)
    // Whoever takes it hears of its failure.
    answer.catch(() => undefined)
    globalThis.early.set(path, answer)
  }
  const theme = known("theme")
  if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme)
  // Without a token that lives on for a minute, it is renewed first.
  if (known(`${base}user`) !== "null" && Number(known(`${base}until`)) > Date.now() + 60_000) {
    ask("/api/me")
    if (location.pathname === `${base}/`) {
      const list = known(`${base}user`).includes('"role":"admin"') ? "sources" : "subscriptions"
      const statuses = "error refused stalled held unknown recording backoff queued starting stopping waiting".split(
        " "
      )
      ask(`/api/${list}?limit=500&status=${statuses.join("&status=")}`)
    }
  }
}
