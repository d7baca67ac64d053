/** What a page knows. Listeners hear of a change once, after it, and only if something in it is new. */
export class Store extends EventTarget {
  #state

  constructor(state) {
    super()
    this.#state = Object.freeze({ ...state })
  }

  get state() {
    return this.#state
  }

  set(change) {
    if (Object.entries(change).every(([key, value]) => Object.is(this.#state[key], value))) return
    this.#state = Object.freeze({ ...this.#state, ...change })
    this.dispatchEvent(new Event("change"))
  }

  /** Calls `listener` after every change until the returned function is called. */
  listen(listener) {
    this.addEventListener("change", listener)
    return () => this.removeEventListener("change", listener)
  }
}
