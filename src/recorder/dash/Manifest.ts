import { Result } from "effect"
import { Unreadable } from "../Playlist.ts"
import { type Element, readXml } from "./Xml.ts"

/** What describes the segments of a representation: the innermost elements that do, over those around them (ISO/IEC 23009-1, 5.3.9). */
export interface Addressing {
  readonly template: Element | undefined
  readonly list: Element | undefined
  /** A value that may stand at any of the levels. */
  readonly value: (name: string) => string | undefined
  /** A child that may stand at any of the levels. */
  readonly child: (name: string) => Element | undefined
}

/** A stream of a presentation within one of its periods. */
export interface Representation {
  readonly id: string
  /** Which of the adaptation sets of its period it is in. */
  readonly set: number
  readonly kind: "picture" | "sound"
  readonly type: string
  readonly codecs: string | undefined
  readonly bandwidth: number
  readonly width: number | undefined
  readonly height: number | undefined
  readonly framerate: number | undefined
  /** The name of the scheme that keeps others from reading it. */
  readonly protection: string | undefined
  readonly base: string
  readonly addressing: Addressing
}

/** A stretch of a presentation, in seconds from its beginning; without an end for one that goes on. */
export interface Period {
  readonly start: number
  readonly duration: number | undefined
  readonly representations: ReadonlyArray<Representation>
}

/** A media presentation description (MPD). */
export interface Manifest {
  /** It goes on, since this moment (milliseconds since 1970). */
  readonly live: { readonly since: number; readonly shown: number | undefined } | undefined
  readonly periods: ReadonlyArray<Period>
}

/** Characters at a text's beginning among which it says what it is. */
const beginning = 4096

export const isManifest = (text: string): boolean =>
  /^\uFEFF?\s*</.test(text) && /<(?:\w{1,16}:)?MPD[\s>]/.test(text.slice(0, beginning))

const all = ({ children }: Element, name: string): ReadonlyArray<Element> =>
  children.filter((child) => child.name === name)

const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** The seconds of a duration (`PT1H2.5S`). */
const secondsOf = (text: string | undefined): number | undefined => {
  const [whole, days = 0, hours = 0, minutes = 0, seconds = 0] = duration.exec(text ?? "") ?? []
  return whole === undefined
    ? undefined
    : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text)

/** A pace such as `30000/1001`. */
const paceOf = (text: string | undefined): number | undefined => {
  const [over, under = 1] = text?.split("/").map(Number) ?? []
  return over === undefined || !(over / under > 0) ? undefined : over / under
}

const schemes: Readonly<Record<string, string>> = {
  "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed": "Widevine",
  "9a04f079-9840-4286-ab92-e65be0885f95": "PlayReady",
  "94ce86fb-07ff-4f43-adb8-93d2fa968ca2": "FairPlay"
}

const protectionOf = (levels: ReadonlyArray<Element>): string | undefined => {
  const found = levels.flatMap((level) => all(level, "ContentProtection"))
  const named = found.map(
    (one) => schemes[one.attributes.get("schemeIdUri")?.toLowerCase().slice("urn:uuid:".length) ?? ""]
  )
  return found.length === 0 ? undefined : (named.find((name) => name !== undefined) ?? "Common Encryption")
}

/** An address within others, each relative to the one around it. */
const within = (base: string, level: Element): string => {
  const own = all(level, "BaseURL")[0]?.text.trim()
  return own === undefined || own === "" ? base : (URL.parse(own, base)?.href ?? base)
}

const addressingOf = (levels: ReadonlyArray<Element>): Addressing => {
  const inner = levels.toReversed()
  const found = (name: string) => inner.flatMap((level) => all(level, name))
  const [templates, lists, bases] = [found("SegmentTemplate"), found("SegmentList"), found("SegmentBase")]
  const every = [...templates, ...lists, ...bases]
  return {
    template: templates[0],
    list: lists[0],
    value: (name) => every.map(({ attributes }) => attributes.get(name)).find((value) => value !== undefined),
    child: (name) => every.flatMap((one) => all(one, name))[0]
  }
}

const kindOf = (type: string, codecs: string | undefined): Representation["kind"] | undefined => {
  if (/^video\b/.test(type)) return "picture"
  if (/^audio\b/.test(type)) return "sound"
  return /^(?:avc|hev|hvc|av01|vp0?9|dvh)/.test(codecs ?? "") ? "picture" : undefined
}

const representationOf = (
  period: Element,
  [number, set]: readonly [number, Element],
  one: Element,
  base: string
): ReadonlyArray<Representation> => {
  const value = (name: string) => one.attributes.get(name) ?? set.attributes.get(name)
  const type = value("mimeType") ?? set.attributes.get("contentType") ?? ""
  const kind = kindOf(set.attributes.get("contentType") ?? type, value("codecs"))
  if (kind === undefined) return []
  return [
    {
      id: one.attributes.get("id") ?? "",
      set: number,
      kind,
      type,
      codecs: value("codecs"),
      bandwidth: numberOf(value("bandwidth")) ?? 0,
      width: numberOf(value("width")),
      height: numberOf(value("height")),
      framerate: paceOf(value("frameRate")),
      protection: protectionOf([set, one]),
      base: within(within(base, set), one),
      addressing: addressingOf([period, set, one])
    }
  ]
}

/** When each period begins: where it says so, or where the one before it ends. */
const periodsOf = (mpd: Element, base: string): ReadonlyArray<Period> => {
  const total = secondsOf(mpd.attributes.get("mediaPresentationDuration"))
  const found = all(mpd, "Period")
  let next = 0
  const starts = found.map((period) => {
    const start = secondsOf(period.attributes.get("start")) ?? next
    next = start + (secondsOf(period.attributes.get("duration")) ?? 0)
    return start
  })
  return found.map((period, i) => {
    const start = starts[i] ?? 0
    const end = starts[i + 1] ?? total
    const own = within(base, period)
    return {
      start,
      duration: secondsOf(period.attributes.get("duration")) ?? (end === undefined ? undefined : end - start),
      representations: all(period, "AdaptationSet").flatMap((set, number) =>
        all(set, "Representation").flatMap((one) => representationOf(period, [number, set], one, own))
      )
    }
  })
}

/** Reads a manifest; `base` is where it came from. */
export const readManifest = (text: string, base: string): Result.Result<Manifest, Unreadable> => {
  const mpd = readXml(text)
  if (mpd?.name !== "MPD") return Result.fail(new Unreadable({ message: "the manifest of DASH can't be read" }))
  const isLive = mpd.attributes.get("type") === "dynamic"
  const since = Date.parse(mpd.attributes.get("availabilityStartTime") ?? "")
  return Result.succeed({
    live: isLive
      ? {
          since: Number.isNaN(since) ? 0 : since,
          shown: secondsOf(mpd.attributes.get("timeShiftBufferDepth"))
        }
      : undefined,
    periods: periodsOf(mpd, within(base, mpd))
  })
}
