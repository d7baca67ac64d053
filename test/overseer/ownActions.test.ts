import { assert, describe, it } from "@effect/vitest"
import { type Found, none, type OwnActions, takeIn as takeInBeside } from "../../src/overseer/config/ownActions.ts"
import { brokenAt, linesOfKeys } from "../../src/overseer/config/places.ts"

/** Beside one that is bundled. */
const takeIn = (file: string, found: Found, former: OwnActions) =>
  takeInBeside(file, found, former, new Set(["bundled"]))
const text = (yaml: string): Found => ({ _tag: "text", text: yaml })
const good = `# mine
actions:
  camera:
    type: exec
    description: The door
    task_pool: {limit: 2}
    config:
      entrypoint: ffmpeg
      command: [-i, "[[.source]]"]
  other:
    type: exec
    config: {entrypoint: sleep}
`
const taken = takeIn("/a.yaml", text(good), none)
const broken = (change: (yaml: string) => string, found: Found = text(change(good))) => takeIn("/a.yaml", found, taken)
const program = (own: typeof taken, name: string) => own.actions.get(name)?.action.entrypoint.parts

describe("a file of actions", () => {
  it("is taken in action by action, with their limits", () => {
    assert.deepStrictEqual(taken.faults, [])
    assert.deepStrictEqual([...taken.actions.keys()], ["camera", "other"])
    assert.strictEqual(taken.actions.get("camera")?.limits.limit, 2)
    assert.deepStrictEqual(takeIn("/a.yaml", text(""), taken), none)
    assert.deepStrictEqual(takeIn("/a.yaml", text("actions:\n"), none), none)
  })

  it.each([
    ["      entrypoint: ffmpeg", "      entrypoint_: ffmpeg", 7, "actions.camera.config.entrypoint: it is missing"],
    ["    type: exec", "    type: pod", 4, "actions.camera.type: the only type known here is exec"],
    ['"[[.source]]"]', '"[[.source"]', 9, "actions.camera.config.command.1: "],
    ["{limit: 2}", "{limit: -2}", 6, "actions.camera.task_pool.limit: it must be 0 or more"]
  ])(
    "that has %j as %j says so by its line, keeps that action as it was, and takes in the others",
    (from, to, line, why) => {
      const own = broken((yaml) => yaml.replace(from, to).replace("sleep", "sh"))
      assert.lengthOf(own.faults, 1)
      assert.deepInclude(own.faults[0], { file: "/a.yaml", line, action: "camera" })
      assert.include(own.faults[0]?.message, why)
      assert.include(own.faults[0]?.message, "Its former version goes on.")
      assert.deepStrictEqual(own.actions.get("camera"), taken.actions.get("camera"))
      assert.deepStrictEqual(program(own, "other"), [{ text: "sh" }])
    }
  )

  it("offers no action that could never be used, and says until when", () => {
    const own = takeIn("/a.yaml", text("actions:\n  Camera: {type: exec, config: {entrypoint: x}}\n  b: 5\n"), none)
    assert.deepStrictEqual([...own.actions.keys()], [])
    assert.deepStrictEqual(
      own.faults.map(({ line }) => line),
      [2, 3]
    )
    for (const { message } of own.faults) assert.include(message, "It is not offered until that is mended.")
  })

  it("says truly what is offered instead of a broken one that has the name of a bundled one", () => {
    const bad = text("actions:\n  bundled: {type: exec}\n")
    const [fault] = takeIn("/a.yaml", bad, none).faults
    assert.include(fault?.message, "The overseer's own action of that name is offered until that is mended.")
    const before = takeIn("/a.yaml", text("actions:\n  bundled: {type: exec, config: {entrypoint: x}}\n"), none)
    const [later] = takeIn("/a.yaml", bad, before).faults
    assert.include(later?.message, "Its former version goes on.")
  })

  it.each([
    ["no YAML", text("actions:\n  camera:\n    type: exec\n   more: [1\n"), 4, "not YAML"],
    ["a quotation mark without its end", text("actions:\n  camera:\n    type: 'exec\n"), 3, "not YAML"],
    ["a list", text("- camera\n"), null, "it must hold the section actions"],
    ["actions that are none", text("\nactions: 5\n"), 2, "actions: it must be a section"],
    ["nothing, for it isn't there", { _tag: "absent" } as const, null, "isn't there"],
    ["nothing that can be read", { _tag: "unreadable", why: "access is denied" } as const, null, "access is denied"]
  ])("that holds %s keeps all that it held before", (_, found, line, why) => {
    const own = broken((yaml) => yaml, found)
    assert.deepStrictEqual(own.actions, taken.actions)
    assert.deepInclude(own.faults[0], { file: "/a.yaml", line, action: null })
    assert.include(own.faults[0]?.message, why)
    assert.include(own.faults[0]?.message, "The actions that it held before go on.")
  })

  it("says what else stands in it and is not read, as an action beside the section", () => {
    const own = takeIn("/a.yaml", text(`${good}\nlisten: 8080\n`), none)
    assert.strictEqual(own.actions.size, 2)
    assert.deepInclude(own.faults[0], { line: 14, action: null })
    assert.include(own.faults[0]?.message, "listen is not read here")
  })
})

describe("places in a text", () => {
  it.each([
    [["actions", "camera", "config", "entrypoint"], 8],
    [["actions", "other", "type"], 11],
    [["actions", "other", "config", "entrypoint"], 12],
    [["actions", "other", "task_pool"], 10],
    [["actions", "nobody"], 2],
    [["nothing"], undefined]
  ])("%j is found, or what it would stand in", (keys, line) => assert.strictEqual(linesOfKeys(good)(keys), line))

  it("are found for as many broken actions as a file holds", () => {
    const broken = Array.from({ length: 30_000 }, (_, n) => `  broken-${n}: {type: none}`)
    const { faults } = takeIn("/a.yaml", text(["actions:", ...broken, ""].join("\n")), none)
    assert.deepStrictEqual([faults.length, faults.at(-1)?.line], [30_000, 30_001])
  })

  it("no line is broken of what is whole", () => assert.isUndefined(brokenAt(good)))

  const many = "  more: {type: exec}\n".repeat(20_000)
  it.each([
    ["the parser tells, however long the text", `actions:\n  a: b: c\n${many}`, 2],
    ["stands near the end of a long text", `a:\n${"  - more\n".repeat(20_000)}b: *nobody\n`, 20_002],
    ["comes first", "a: *nobody\nb: 1\n", 1],
    ["comes after an empty one", "\na: *nobody\nb: 1\n", 2],
    ["would take minutes to find, and is not told", `actions:\n  a: *nobody\n${many}`, undefined]
  ])("a broken line that %s", (_, yaml, line) => assert.strictEqual(brokenAt(yaml), line))
})
