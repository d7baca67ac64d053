import { Context, Effect, Exit, Layer, Scope } from "effect"
import * as Changes from "../../../src/adapters/memory/Changes.ts"
import { Database } from "../../../src/adapters/memory/Database.ts"
import * as Installation from "../../../src/adapters/memory/Installation.ts"
import * as Journal from "../../../src/adapters/memory/Journal.ts"
import * as SettingsStore from "../../../src/adapters/memory/SettingsStore.ts"
import * as Sources from "../../../src/adapters/memory/Sources.ts"
import * as StoreHealth from "../../../src/adapters/memory/StoreHealth.ts"
import * as WorkerEvents from "../../../src/adapters/memory/WorkerEvents.ts"
import * as Lists from "../../../src/app/lists/Overview.ts"
import { Overview } from "../../../src/app/lists/Overview.ts"
import type { SourceView } from "../../../src/app/lists/Views.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as Supervision from "../../../src/app/supervision/Supervision.ts"
import type { StorageProbe } from "../../../src/domain/supervision/StorageGate.ts"
import { Leadership } from "../../../src/ports/Leadership.ts"
import { type MediaFile, MediaFiles, NoSuchFile } from "../../../src/ports/MediaFiles.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import type { Client } from "./Client.ts"
import type { Seat } from "./Lock.ts"
import type { Process } from "./Runtime.ts"
import type { StoreLink } from "./Store.ts"

/** What a backend needs from outside, each a simulated one of its own. */
export interface Outside {
  readonly bootedAt: number
  readonly process: Process
  readonly client: Client
  readonly link: StoreLink
  readonly seat: Seat
  readonly disk: {
    readonly probe: () => StorageProbe
    readonly sizeOf: (file: string) => number
    readonly files: (username: string) => ReadonlyArray<MediaFile>
  }
}

const adapters = Layer.mergeAll(
  Changes.layer,
  Installation.layer,
  Journal.layer,
  SettingsStore.layer,
  Sources.layer,
  StoreHealth.layer,
  WorkerEvents.layer
)

const everything = {
  q: "",
  addresses: false,
  statuses: [],
  sort: "name",
  descending: false,
  limit: 100,
  cursor: null
} as const

/** The real supervision and its lists, from boot until it is killed or ended, as one process is. */
export const makeBackend = (name: string, outside: Outside) => {
  const { client, disk, link, process, seat } = outside
  const media = Layer.mock(MediaFiles)({
    root: "/recordings",
    has: () => Effect.succeed(true),
    open: (_, path) => Effect.fail(new NoSuchFile({ path })),
    list: ({ username }) => Effect.sync(() => ({ files: disk.files(username), complete: true })),
    measure: (file) => Effect.sync(() => ({ file: disk.sizeOf(file), recording: 0, session: 0 })),
    probe: () => Effect.sync(disk.probe),
    mark: Effect.succeed(true)
  })
  const ports = Layer.mergeAll(
    adapters.pipe(Layer.provide(Layer.succeed(Database, link.database))),
    Layer.succeed(Overseer, client.port),
    Layer.succeed(Leadership, seat.port),
    Layer.mock(PlaybackIndex)({ contents: () => Effect.succeed(new Map()) }),
    media
  )
  const scope = Scope.makeUnsafe()
  let services: Context.Context<Overview | LiveState> | undefined
  const booting = Layer.buildWithScope(
    Layer.fresh(Layer.provideMerge(Lists.layer, Supervision.layer)).pipe(Layer.provide(ports)),
    scope
  ).pipe(
    Effect.tap((built) =>
      Effect.sync(() => {
        services = built
      })
    )
  )
  process.fork(booting)

  const silence = () => {
    client.kill()
    link.kill()
    seat.kill()
  }

  return {
    name,
    bootedAt: outside.bootedAt,
    client,
    link,
    seat,
    live: () => (services === undefined ? undefined : Context.get(services, LiveState)),
    /** All sources as its pages show them; undefined while it can't tell. */
    rows: (): ReadonlyArray<SourceView> | undefined => {
      if (services === undefined) return undefined
      const asked = process.fork(Context.get(services, Overview).listSources(everything))
      process.settle()
      const exit = asked.pollUnsafe()
      return exit !== undefined && Exit.isSuccess(exit) ? exit.value.items : undefined
    },
    /** Ends it as SIGKILL does: nothing is said to anybody any more. */
    kill: (): void => {
      silence()
      process.fork(Scope.close(scope, Exit.die("killed")))
    },
    /** Ends it in order, as SIGTERM does. */
    end: (): void => {
      process.fork(Effect.ensuring(Scope.close(scope, Exit.void), Effect.sync(silence)))
    }
  }
}

export type Backend = ReturnType<typeof makeBackend>
