/** A window on a desk and a phone in a hand, each in light and dark. */
export const looks = [
  { name: "1280-light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { name: "1280-dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  { name: "360-light", viewport: { width: 360, height: 740 }, colorScheme: "light", hasTouch: true, isMobile: true },
  { name: "360-dark", viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true, isMobile: true }
] as const

export const phone = looks[2]
