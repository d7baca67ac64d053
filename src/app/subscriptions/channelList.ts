import { Predicate, Result } from "effect"
import { Yaml } from "effect/encoding"
import { addressText, parseAddress } from "../../domain/subscriptions/Address.ts"
import type { Channel } from "../../domain/subscriptions/Channel.ts"
import { sourceKeyOf } from "../../domain/subscriptions/Names.ts"
import type { ChannelFile } from "../../ports/ChannelFiles.ts"

/** The driver whose sources channels are. */
export const channelDriver = "hls"

/** What of a file was not taken in. Secrets in it are not repeated. */
export interface ChannelFault {
  readonly file: string
  /** Counted from 1; null for the file as a whole. */
  readonly line: number | null
  readonly name: string | null
  /** What is wrong and what to do, as a sentence. */
  readonly text: string
}

export interface ChannelList {
  readonly channels: ReadonlyArray<Channel>
  readonly faults: ReadonlyArray<ChannelFault>
}

const example = (name: string): string => `${name}: https://example.org/index.m3u8`

/** The name that a line begins with, in quotation marks or without. */
const nameAt = /^(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9_.~+-]+))[ \t]*:(?=\s|$)/

const nameOf = (line: string): string | undefined => {
  const [, double, single, bare] = nameAt.exec(line) ?? []
  return double ?? single ?? bare
}

/** With names in quotation marks: else YAML takes some for numbers, or for nothing. */
const withNames = (line: string): string => line.replace(/^([A-Za-z0-9_.~+-]+)(?=[ \t]*:(?:\s|$))/, '"$1"')

const parsed = (text: string): Result.Result<unknown, undefined> =>
  Result.try({ try: (): unknown => Yaml.parse(text), catch: () => undefined })

type Entries = ReadonlyArray<{ readonly name: string; readonly value: unknown; readonly line: number }>

const isList = (document: unknown): document is Readonly<Record<string, unknown>> =>
  Predicate.isObject(document) && !Array.isArray(document)

/** What a text that is YAML as a whole names. */
const entriesOf = (document: Readonly<Record<string, unknown>>, lines: ReadonlyArray<string>): Entries => {
  const places = new Map(lines.map((line, i) => [nameOf(line), i + 1]))
  return Object.entries(document).map(([name, value]) => ({ name, value, line: places.get(name) ?? 0 }))
}

/** The channel of an entry, or what is wrong with it. */
const channelOf = (name: string, value: unknown): Result.Result<Channel, string> => {
  const key = sourceKeyOf(channelDriver, name)
  if (Result.isFailure(key)) return Result.fail(`“${name}” can't be a name: ${key.failure}.`)
  const parts = typeof value === "string" ? parseAddress(value) : undefined
  if (parts === undefined) return Result.fail(`“${name}” has no address: write the line as “${example(name)}”.`)
  return Result.mapBoth(parts, {
    onFailure: (why) => `“${name}” can't be recorded from there. ${why}`,
    onSuccess: (found) => ({ key: key.success, url: addressText(found), login: found.login })
  }).pipe(
    Result.flatMap((channel) =>
      /^https?:/.test(channel.url)
        ? Result.succeed(channel)
        : Result.fail(`“${name}” is no channel of the web: its address begins with http:// or https://.`)
    )
  )
}

const fileFault = (file: string, text: string): ChannelList => ({
  channels: [],
  faults: [{ file, line: null, name: null, text }]
})

const isRemark = (line: string): boolean => /^\s*(?:#|$|---|\.\.\.)/.test(line)

/** Each line by itself, where the text as a whole is no YAML. */
const lineByLine = (
  file: string,
  lines: ReadonlyArray<string>
): { entries: Entries; faults: ChannelList["faults"] } => {
  const faults: Array<ChannelFault> = []
  const entries = lines.flatMap((text, i) => {
    if (isRemark(text)) return []
    const document = Result.getOrUndefined(parsed(withNames(text)))
    const found = isList(document) ? Object.entries(document) : []
    if (found.length > 0) return found.map(([name, value]) => ({ name, value, line: i + 1 }))
    const name = nameOf(text) ?? null
    faults.push({
      file,
      line: i + 1,
      name,
      text: `This is no channel: write the line as “${example(name ?? "name")}”.`
    })
    return []
  })
  return { entries, faults }
}

const ofText = (file: string, text: string): ChannelList => {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)
  const document = parsed(lines.map(withNames).join("\n"))
  if (Result.isSuccess(document) && (document.success === null || document.success === undefined)) {
    return { channels: [], faults: [] }
  }
  if (Result.isSuccess(document) && !isList(document.success)) {
    return fileFault(file, `This is no list of channels: write lines such as “${example("name")}”.`)
  }
  const { entries, faults } =
    Result.isSuccess(document) && isList(document.success)
      ? { entries: entriesOf(document.success, lines), faults: [] }
      : lineByLine(file, lines)
  const bad: Array<ChannelFault> = [...faults]
  const channels = new Map<string, Channel>()
  for (const { line, name, value } of entries) {
    const channel = channelOf(name, value)
    const place = { file, line: line === 0 ? null : line, name }
    if (Result.isFailure(channel)) bad.push({ ...place, text: channel.failure })
    else {
      if (channels.has(name)) bad.push({ ...place, text: `“${name}” stands here once more: this line counts.` })
      channels.set(name, channel.success)
    }
  }
  return { channels: [...channels.values()], faults: bad }
}

/** What files of channels name, the later of two that name the same, and what of them was not understood. */
export const channelList = (files: ReadonlyArray<ChannelFile>): ChannelList => {
  const lists = files.map(({ found, path }) => {
    if (found._tag === "text") return ofText(path, found.text)
    return found._tag === "absent"
      ? { channels: [], faults: [] }
      : fileFault(path, `It can't be read (${found.why}): make it readable. What it named before goes on.`)
  })
  const channels = new Map(lists.flatMap((list) => list.channels.map((channel) => [channel.key.username, channel])))
  return { channels: [...channels.values()], faults: lists.flatMap(({ faults }) => faults) }
}
