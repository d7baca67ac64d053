import type { Instant } from "../values/Time.ts"

/** Slots and queue of the overseer, all tasks' or those of one action. A limit of 0 is none. */
export interface PoolInfo {
  readonly limit: number
  readonly running: number
  readonly queueDepth: number
}

/** The queue of an action, where the overseer describes one. A size of 0 is without bound. */
export interface QueueRules {
  readonly enabled: boolean
  readonly size: number
}

/** What is known of the room for one driver's recorders. */
export interface DriverPool {
  /** Its own slots, null where it has none of its own. */
  readonly own: PoolInfo | null
  /** Null where the overseer describes none: then there may be one for all, of a size that nobody tells. */
  readonly queue: QueueRules | null
  /** How many starts of ours wait in its queue. */
  readonly waiting: number
  /** Whether a start found no room so lately that its queue is not tried again. */
  readonly triedInVain: boolean
}

/** How many more recorders of a driver would get a slot, and how many a place in its queue. */
export interface DriverRoom {
  readonly slots: number
  readonly places: number
  /** Since when the overseer has said each time that it has a slot; null while it has none. */
  readonly freeSince: Instant | null
  /** Whether it was seen to have none before: else it may have had one ever since. */
  readonly wasFull: boolean
}

/** What the overseer has room for; `slots` are those of all drivers together. */
export interface Room {
  readonly slots: number
  readonly drivers: ReadonlyMap<string, DriverRoom>
}

/** An overseer that sets no limit, or tells none. */
export const unlimited: Room = { slots: Number.POSITIVE_INFINITY, drivers: new Map() }

/** Whether the overseer sets any limit. */
export const isBounded = ({ drivers, slots }: Room): boolean => Number.isFinite(slots) || drivers.size > 0

const slotsOf = ({ limit, running }: PoolInfo): number =>
  limit === 0 ? Number.POSITIVE_INFINITY : Math.max(0, limit - running)

/**
 * Whoever finds a full queue may push out who waits there longest. So no more are sent than it is told to hold, and into one that is not
 * described one at a time: what waits there is then never pushed out by what comes after it.
 */
const placesOf = (overall: PoolInfo, { own, queue, triedInVain, waiting }: DriverPool): number => {
  if (queue === null) return waiting > 0 || triedInVain ? 0 : 1
  if (!queue.enabled) return 0
  return queue.size === 0 ? Number.POSITIVE_INFINITY : Math.max(0, queue.size - (own ?? overall).queueDepth)
}

/** The room by what the overseer told at this moment, and by the room that it had before, as far as that is known. */
export const roomOf = (
  overall: PoolInfo,
  pools: ReadonlyMap<string, DriverPool>,
  before: Room | null,
  now: Instant
): Room => {
  if (overall.limit === 0 && [...pools.values()].every(({ own }) => own === null)) return unlimited
  const slots = slotsOf(overall)
  const drivers = new Map<string, DriverRoom>()
  for (const [name, pool] of pools) {
    const ownSlots = pool.own === null ? Number.POSITIVE_INFINITY : slotsOf(pool.own)
    const isFree = slots > 0 && ownSlots > 0
    const roomBefore = before?.drivers.get(name)
    drivers.set(name, {
      slots: ownSlots,
      places: placesOf(overall, pool),
      freeSince: isFree ? (roomBefore?.freeSince ?? now) : null,
      wasFull: !isFree || roomBefore?.wasFull === true
    })
  }
  return { slots, drivers }
}

/** Whether a recorder of the driver would get a slot at once. */
const hasSlot = ({ drivers, slots }: Room, driver: string): boolean =>
  slots > 0 && (drivers.get(driver)?.slots ?? slots) > 0

/** Whether another start of the driver would be turned away, or push somebody out. */
export const isFull = (room: Room, driver: string): boolean =>
  !hasSlot(room, driver) && (room.drivers.get(driver)?.places ?? 1) <= 0

/** The drivers that are full. */
export const fullDrivers = (room: Room): ReadonlySet<string> =>
  new Set([...room.drivers.keys()].filter((name) => isFull(room, name)))

const undescribed: DriverRoom = { slots: Number.POSITIVE_INFINITY, places: 1, freeSince: null, wasFull: false }

/** The room once one more recorder of the driver is started, which takes a slot or else a place. */
export const withOneLess = (room: Room, driver: string): Room => {
  const before = room.drivers.get(driver) ?? undescribed
  const takesSlot = hasSlot(room, driver)
  const after = takesSlot ? { ...before, slots: before.slots - 1 } : { ...before, places: before.places - 1 }
  return {
    slots: takesSlot ? room.slots - 1 : room.slots,
    drivers: new Map(room.drivers).set(driver, after)
  }
}
