/** What supervision keeps to, whatever goes wrong. */
export const laws = [
  "nothing throws unforeseen",
  "only a leader starts",
  "only a leader stops",
  "a start is stored before it is sent",
  "a stop is stored before it is sent",
  "nothing is started while an earlier start is unanswered",
  "no more starts are under way than the settings allow",
  "no more recorders are started than may run at once",
  "never two live runs of a source",
  "no second stop while the first is at work",
  "others' tasks are left alone",
  "an overseer that ends is given no new start",
  "a list is asked for right before a stop",
  "sources do not push each other out for ever",
  "nothing is started that nobody wants",
  "nothing is started in vain",
  "no start while nothing can be recorded",
  "nothing that is wanted is stopped",
  "nothing stored lies in the future",
  "what ran is on record",
  "a run is open as long as its task lives",
  "a run's start and process are on record",
  "each start and end is one event",
  "a run ended as its process did",
  "an exit is on record with its code",
  "what was captured is on record",
  "nothing is on record that was not captured",
  "what stood in the way is on record",
  "nothing is on record that did not stand in the way",
  "a limit that is reached is on record",
  "no limit is on record that is not reached",
  "a source trips by as many failures as the settings say",
  "once faults end, all comes right",
  "all backends tell the same",
  "new backends adopt what runs"
] as const
export type Law = (typeof laws)[number]

export interface Breach {
  readonly law: Law
  /** When and how. */
  readonly how: string
}

export const sentence = ({ how, law }: Breach): string => `BROKEN ${law}. ${how}`

/** Takes down how often laws were put to the test, and how they were broken. */
export const makeRecord = (moment: () => string, note: (breach: Breach) => void) => {
  const broken: Array<Breach> = []
  const met = new Map<Law, number>()
  return {
    broken,
    met,
    /** Puts a law to the test; `how` tells how it was broken. */
    hold: (law: Law, holds: boolean, how: () => string): void => {
      met.set(law, (met.get(law) ?? 0) + 1)
      if (holds) return
      const breach = { law, how: `${moment()}: ${how()}` }
      broken.push(breach)
      note(breach)
    }
  }
}

export type Record = ReturnType<typeof makeRecord>
