import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { Instant, Millis } from "../../domain/values/Time.ts"

/** Whether a line is new, and how many lines before it are known to be missed and were not reported yet. */
export interface Heard {
  readonly fresh: boolean
  readonly missed: number
}

interface Gap {
  readonly from: number
  readonly to: number
  readonly since: Instant
  readonly told: boolean
}

interface Numbers {
  highest: number
  gaps: ReadonlyArray<Gap>
}

/** How long a gap may be filled, by a replay or by a line of the other stream, before it counts as missed. */
const patience: Millis = 2_000

const mostTasks = 10_000
const mostGaps = 16

const size = (gap: Gap): number => gap.to - gap.from + 1

const without = (gap: Gap, seq: number): ReadonlyArray<Gap> => [
  ...(gap.from < seq ? [{ ...gap, to: seq - 1 }] : []),
  ...(seq < gap.to ? [{ ...gap, from: seq + 1 }] : [])
]

/**
 * Follows the numbers of each task's lines over all connections: they start at 1, grow by one and are never used twice (the
 * overseer's protocol). What came before the first line heard of a task is not missed, and a replay may still bring it.
 */
export const make = () => {
  const tasks = new Map<TaskId, Numbers>()

  const forgetOldest = () => {
    for (const oldest of tasks.keys()) {
      if (tasks.size <= mostTasks) return
      tasks.delete(oldest)
    }
  }

  const report = (numbers: Numbers, isDue: (gap: Gap, index: number) => boolean): number => {
    let missed = 0
    numbers.gaps = numbers.gaps.map((gap, index) => {
      if (gap.told || !isDue(gap, index)) return gap
      missed += size(gap)
      return { ...gap, told: true }
    })
    return missed
  }

  const hear = (taskId: TaskId, seq: number, now: Instant): Heard => {
    const numbers = tasks.get(taskId)
    if (numbers === undefined) {
      tasks.set(taskId, { highest: seq, gaps: seq > 1 ? [{ from: 1, to: seq - 1, since: now, told: true }] : [] })
      forgetOldest()
      return { fresh: true, missed: 0 }
    }
    if (seq <= numbers.highest) {
      const gap = numbers.gaps.find(({ from, to }) => from <= seq && seq <= to)
      if (gap === undefined) return { fresh: false, missed: 0 }
      numbers.gaps = numbers.gaps.flatMap((each) => (each === gap ? without(gap, seq) : [each]))
    } else {
      if (seq > numbers.highest + 1) {
        numbers.gaps = [...numbers.gaps, { from: numbers.highest + 1, to: seq - 1, since: now, told: false }]
      }
      numbers.highest = seq
    }
    if (numbers.gaps.length === 0) return { fresh: true, missed: 0 }
    const spare = numbers.gaps.length - mostGaps
    const missed = report(numbers, (gap, index) => index < spare || now - gap.since >= patience)
    if (spare > 0) numbers.gaps = numbers.gaps.slice(spare)
    return { fresh: true, missed }
  }

  /** The lines of a task that can no longer come, not reported before: its process has ended. */
  const close = (taskId: TaskId): number => {
    const numbers = tasks.get(taskId)
    return numbers === undefined ? 0 : report(numbers, () => true)
  }

  return { hear, close }
}
