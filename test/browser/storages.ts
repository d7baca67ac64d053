import { Layer } from "effect"
import type { Page } from "playwright-core"
import { Browser, done } from "./Browser.ts"
import { allPlanted } from "./planting.ts"
import { gives } from "./reading.ts"

/** What lies on the disk of all these tests, each of which has a source of its own. */
const recordings = {
  eats: ["2026-01-02_10-00-00", "2026-01-02_12-00-00", "2026-01-02_14-00-00"],
  keyed: ["2026-01-02_10-00-00", "2026-01-02_12-00-00"],
  ruled: ["2026-01-02_10-00-00", "2026-01-03_12-00-00"],
  thrown: ["2026-01-02_10-00-00"],
  hers: ["2026-01-02_10-00-00"]
}

/** The morning after the recordings. */
export const morning = (page: Page) => done(() => page.clock.setFixedTime("2026-01-05T09:00:00Z"))

const telephone = { hasTouch: true, isMobile: true } as const

/** A telephone and a large window, in light and dark. */
export const looks = (["light", "dark"] as const).flatMap((colorScheme) => [
  { name: `390-${colorScheme}`, viewport: { width: 390, height: 844 }, colorScheme, ...telephone },
  { name: `1440-${colorScheme}`, viewport: { width: 1440, height: 900 }, colorScheme }
])

export const narrow = [
  { name: "360-light", viewport: { width: 360, height: 740 }, colorScheme: "light", ...telephone },
  { name: "1280-dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark" }
] as const

export const isWithin = (page: Page) =>
  gives(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)

/** The product with those recordings. */
export const withRecordings = Layer.provideMerge(
  Layer.effectDiscard(allPlanted(recordings)),
  Browser.started({ TZ: "UTC" })
)
