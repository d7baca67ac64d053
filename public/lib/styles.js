let coming

const enabled = (link) =>
  new Promise((resolve) => {
    link.addEventListener("load", resolve)
    // A page without one of its style sheets is better than none.
    link.addEventListener("error", resolve)
    link.disabled = false
  })

/** Lets the style sheets come that the first page does without; the promise is kept when they are there. */
export const otherStyles = () => {
  coming ??= Promise.all([...document.querySelectorAll("link[rel=stylesheet][disabled]")].map(enabled))
  return coming
}
