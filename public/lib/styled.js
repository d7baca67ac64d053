const sheets = new Map()

/**
 * Brings a style sheet that the first page does without; the promise is kept when it is there. A page without one of its style sheets
 * is better than none: then the next that needs it asks for it again.
 */
export const styled = (path) => {
  if (!sheets.has(path)) {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = path
    const there = new Promise((resolve) => {
      link.addEventListener("load", resolve, { once: true })
      const without = () => {
        link.remove()
        sheets.delete(path)
        resolve()
      }
      link.addEventListener("error", without, { once: true })
    })
    sheets.set(path, there)
    document.head.append(link)
  }
  return sheets.get(path)
}
