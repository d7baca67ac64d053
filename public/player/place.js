import { styled } from "../lib/styled.js"

/**
 * Keeps one player in a page. `tend(target, options)` opens it in an element, with what `options()` gives, unless it plays there
 * already; what plays elsewhere ends, and with null all does. `player()` is the one that is open.
 */
export const playerPlace = (context) => {
  let open

  const end = () => {
    open?.player?.stop()
    open = undefined
  }

  const tend = async (target, options) => {
    if (open?.target === target) return
    end()
    if (target === null) return
    const mine = { target }
    open = mine
    const { openPlayer, sheet } = await import("./player.js")
    await styled(sheet)
    if (open !== mine) return
    const { stopped, ...others } = options()
    // What ends with its page says nothing any longer of where it stopped.
    mine.player = openPlayer(target, { ...others, stopped: (where) => open === mine && stopped(where) }, context)
  }

  return { end, player: () => open?.player, tend: (target, options) => tend(target, options).catch(context.failed) }
}
