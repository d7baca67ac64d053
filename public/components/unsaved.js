import { toast } from "./toast.js"

/** Says that changes which were not saved wait where they were made, and offers the way back there. */
export const toldUnsaved = (page, of, address) =>
  toast(`Your changes to the settings ${of} are not saved; they wait there.`, {
    act: { label: "Back to them", run: () => page.context.go(address) }
  })
