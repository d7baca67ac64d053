const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)")

/** Parts of long lists that the browser leaves out of its work at the moment. */
const unseen = new WeakSet()

/** Notes whether a part of a long list is left out, or taken in again. */
export const setSeen = (part, seen) => (seen ? unseen.delete(part) : unseen.add(part))

/** Whether an element may be seen: what is left out needs neither clocks that run nor anything that moves. */
export const isSeen = (element) => !unseen.has(element.closest(".part"))

/** Lets a number that has just changed stand out and fade back, for people who don't mind motion; it stays readable all the while. */
export const fade = (element) => {
  if (still?.matches !== true && isSeen(element)) element.animate([{ color: "var(--text)" }, {}], 400)
}
