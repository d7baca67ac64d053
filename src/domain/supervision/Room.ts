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

/** How many more recorders of each driver would get a slot, and how many a place in its queue; `slots` are those of all together. */
export interface Room {
  readonly slots: number
  readonly drivers: ReadonlyMap<string, { readonly slots: number; readonly places: number }>
}

/** An overseer that sets no limit, or tells none. */
export const unlimited: Room = { slots: Number.POSITIVE_INFINITY, drivers: new Map() }

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

export const roomOf = (overall: PoolInfo, drivers: ReadonlyMap<string, DriverPool>): Room => ({
  slots: slotsOf(overall),
  drivers: new Map(
    [...drivers].map(([name, driver]) => [
      name,
      {
        slots: driver.own === null ? Number.POSITIVE_INFINITY : slotsOf(driver.own),
        places: placesOf(overall, driver)
      }
    ])
  )
})

/** Whether a recorder of the driver would get a slot at once. */
export const hasSlot = ({ drivers, slots }: Room, driver: string): boolean =>
  slots > 0 && (drivers.get(driver)?.slots ?? slots) > 0

/** Whether another start of the driver would be turned away, or push somebody out. */
export const isFull = (room: Room, driver: string): boolean =>
  !hasSlot(room, driver) && (room.drivers.get(driver)?.places ?? 1) <= 0

/** Takes the room of one start after the other; answers whether there was any. */
export const takesRoom = (room: Room): ((driver: string) => boolean) => {
  let now = room
  return (driver) => {
    if (isFull(now, driver)) return false
    const { places, slots } = now.drivers.get(driver) ?? { slots: Number.POSITIVE_INFINITY, places: 1 }
    const left = hasSlot(now, driver) ? { slots: slots - 1, places } : { slots, places: places - 1 }
    now = {
      slots: hasSlot(now, driver) ? now.slots - 1 : now.slots,
      drivers: new Map(now.drivers).set(driver, left)
    }
    return true
  }
}
