const isBlank = (character: string): boolean => /^[\s\p{Z}\p{C}]$/u.test(character)

/**
 * A name as it is meant by whoever types it: without the blanks and unseen characters that keyboards put at its ends, and in one
 * spelling of each character (Unicode's NFKC). Its case is kept, to be shown.
 */
export const tidyName = (typed: string): string => {
  const characters = [...typed.normalize("NFKC")]
  const first = characters.findIndex((character) => !isBlank(character))
  const last = characters.findLastIndex((character) => !isBlank(character))
  return first < 0 ? "" : characters.slice(first, last + 1).join("")
}

/** What is the same for names that people take for the same: they differ in case, spelling or what stands around them. */
export const nameKey = (name: string): string => tidyName(name).toUpperCase().toLowerCase().normalize("NFKC")
