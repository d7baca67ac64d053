/** How often what hardly changes is asked after, in milliseconds: while something happens, while there is trouble, at the least. */
const often = { busy: 30_000, trouble: 10_000, quiet: 300_000 }

/** Says when to ask again: `due({ news, trouble })`, and `done()` after it was asked. */
export const seldom = () => {
  let at = Number.NEGATIVE_INFINITY
  return {
    due: ({ news = false, trouble = false }) =>
      Date.now() - at >= (trouble ? often.trouble : news ? often.busy : often.quiet),
    done: () => {
      at = Date.now()
    }
  }
}
