const sheets = new Map()

/** Brings a style sheet that the first page does without; the promise is kept when it is there, or can't be had. */
export const styled = (path) => {
  if (!sheets.has(path)) {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = path
    const there = new Promise((resolve) => {
      link.addEventListener("load", resolve, { once: true })
      link.addEventListener("error", resolve, { once: true })
    })
    sheets.set(path, there)
    document.head.append(link)
  }
  return sheets.get(path)
}
