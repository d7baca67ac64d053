import { Result } from "effect"
import { type Manifest, readManifest } from "../../../src/recorder/dash/Manifest.ts"
import { Numbering } from "../../../src/recorder/dash/Numbering.ts"
import { listed, offered, partOf } from "../../../src/recorder/dash/Presentation.ts"

/** Where manifests of tests come from. */
export const base = "https://a.example/show/live.mpd?t=1"

/** A manifest of one period, of what stands in its sets. */
export const mpd = (attributes: string, sets: string, period = "") =>
  `<?xml version="1.0"?>\n<!-- made -->\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" ${attributes}><Period ${period}>${sets}</Period></MPD>`

/** A picture in one representation, addressed as `addressing` says. */
export const picture = (addressing: string, more = "") =>
  `<AdaptationSet contentType="video" mimeType="video/mp4" width="640" height="360" frameRate="30000/1001">${more}` +
  `<Representation id="p&amp;1" bandwidth="800000" codecs="avc1.64001f">${addressing}</Representation></AdaptationSet>`

export const manifestOf = (text: string): Manifest => Result.getOrThrow(readManifest(text, base))

/** The best that a manifest offers. */
export const firstOf = (manifest: Manifest) => {
  const [first] = Result.getOrThrow(offered(manifest, base)).variants
  if (first === undefined) throw new Error("nothing is offered")
  return first
}

/** The segments of the first stream at a moment. */
export const segmentsAt = (text: string, now = 0, numbering = new Numbering()) => {
  const manifest = manifestOf(text)
  const part = partOf(firstOf(manifest).url)
  if (part === undefined) throw new Error("no part of a manifest")
  return Result.map(listed(manifest, part, numbering, now), (list) => list)
}

/** The same, of what can be listed. */
export const listAt = (text: string, now = 0, numbering = new Numbering()) =>
  Result.getOrThrow(segmentsAt(text, now, numbering))
