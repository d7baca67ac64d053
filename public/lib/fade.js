const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)")

/** Lets a number that has just changed stand out and fade back, for people who don't mind motion; it stays readable all the while. */
export const fade = (element) => {
  if (still?.matches !== true) element.animate([{ color: "var(--text)" }, {}], 400)
}
