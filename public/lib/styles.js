let coming

const enabled = (link) =>
  new Promise((resolve) => {
    link.addEventListener("load", resolve, { once: true })
    // A page without one of its style sheets is better than none; the next one asks for it again.
    const without = () => {
      link.disabled = true
      coming = undefined
      resolve()
    }
    link.addEventListener("error", without, { once: true })
    link.disabled = false
  })

/** Lets the style sheets come that the first page does without; the promise is kept when they are there. */
export const otherStyles = () => {
  coming ??= Promise.all([...document.querySelectorAll("link[rel=stylesheet][disabled]")].map(enabled))
  return coming
}
