import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { faultOf, probing } from "../../../src/adapters/files/Storage.ts"
import { markName } from "../../../src/domain/recordings/MediaName.ts"
import { tree } from "./tree.ts"

const mount = (...args: ReadonlyArray<string>) => execFileSync("mount", args, { stdio: "pipe" })

/** Does something that a full disk refuses at some point. */
const attempt = (write: () => void): void => {
  try {
    write()
  } catch {
    // It is full now.
  }
}

/** A disk of its own, for as long as the scope is open; undefined where no disks may be mounted. */
const mounted = (place: string, size: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      mkdirSync(place, { recursive: true })
      try {
        mount("-t", "tmpfs", "-o", `size=${size},nr_inodes=64`, "tmpfs", place)
        return true
      } catch {
        return false
      }
    }),
    (isMounted) => Effect.sync(() => isMounted && execFileSync("umount", ["-l", place]))
  )

const mayMount = (() => {
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "pipe" })
    return process.getuid?.() === 0
  } catch {
    return false
  }
})()

describe("a probe", () => {
  it.live("of a folder that can be written finds it well, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const { root } = yield* tree
      mkdirSync(root, { recursive: true })
      const found = yield* probing(root).probe(true)
      const { bavail, bsize } = statfsSync(root)
      assert.deepInclude(found, { fault: null, hasInodes: true, marked: false, device: String(statSync(root).dev) })
      assert.isBelow(Math.abs((found.free ?? 0) - bavail * bsize), 1_000_000_000)
      assert.deepStrictEqual(readdirSync(root), [])
    })
  )

  it.live("R24: knows the folder by the mark that it was given, which an empty file of that name is as well", () =>
    Effect.gen(function* () {
      const { root } = yield* tree
      mkdirSync(root, { recursive: true })
      const { mark, probe } = probing(root)
      assert.isTrue(yield* mark)
      assert.isTrue((yield* probe(false)).marked)
      assert.match(readFileSync(join(root, markName), "utf8"), /recordings/)
      rmSync(join(root, markName))
      assert.isFalse((yield* probe(false)).marked)
      writeFileSync(join(root, markName), "")
      assert.isTrue(yield* mark)
      assert.strictEqual(readFileSync(join(root, markName), "utf8"), "")
    })
  )

  it.live("R24: of a folder that is gone says so, and makes none", () =>
    Effect.gen(function* () {
      const { at } = yield* tree
      const { mark, probe } = probing(at("gone/recordings"))
      assert.deepInclude(yield* probe(true), { fault: "missing", free: null, device: null, marked: null })
      assert.isFalse(yield* mark)
      assert.isFalse(existsSync(at("gone")))
    })
  )

  it.each([
    ["ENOENT", "missing"],
    ["EROFS", "read_only"],
    ["EACCES", "denied"],
    ["ENOSPC", "full"],
    ["EDQUOT", "quota"],
    ["EIO", "broken"],
    ["ESTALE", "broken"]
  ] as const)("R23: takes %s for %s", (code, fault) => {
    assert.strictEqual(faultOf(Object.assign(new Error("made up"), { code })), fault)
  })

  it.live.skipIf(!mayMount)(
    `R23, R24: tells a read-only, a full and another disk apart on real mounts${mayMount ? "" : " (none may be made here)"}`,
    () =>
      Effect.gen(function* () {
        const { at } = yield* tree
        const root = at("share")
        const { mark, probe } = probing(root)
        mkdirSync(root, { recursive: true })
        const beneath = yield* probe(true)
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* mounted(root, "1m")
            const share = yield* probe(true)
            assert.notStrictEqual(share.device, beneath.device)
            assert.isTrue(yield* mark)
            mount("-o", "remount,ro", root)
            assert.deepInclude(yield* probe(true), { fault: "read_only", marked: true })
            mount("-o", "remount,rw", root)
            assert.deepInclude(yield* probe(true), { fault: null, marked: true })
            for (let i = 0; i < 100; i++) attempt(() => writeFileSync(join(root, `${i}`), ""))
            assert.isFalse((yield* probe(true)).hasInodes)
            for (const name of readdirSync(root)) if (name !== markName) rmSync(join(root, name))
            attempt(() => writeFileSync(join(root, "big"), Buffer.alloc(2_000_000)))
            assert.deepInclude(yield* probe(true), { fault: "full", free: 0 })
          })
        )
        assert.deepInclude(yield* probe(true), { fault: null, marked: false, device: beneath.device })
      })
  )
})
