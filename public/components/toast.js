/**
 * Says in one sentence what an action did or why not; read aloud, gone after eight seconds or at a press. `act` adds a button,
 * `{ label, run }`. Gives a function that takes it away.
 */
export const toast = (sentence, { trouble = false, act, stay = 8_000 } = {}) => {
  const region = document.querySelector("#toasts")
  const note = document.createElement("div")
  note.className = trouble ? "toast toast-trouble" : "toast"
  const text = document.createElement("p")
  text.textContent = sentence
  note.append(text)
  const gone = setTimeout(() => note.remove(), stay)
  const away = () => {
    clearTimeout(gone)
    note.remove()
  }
  if (act !== undefined) {
    const button = document.createElement("button")
    button.textContent = act.label
    button.addEventListener("click", () => act.run())
    note.append(button)
  }
  note.addEventListener("click", away)
  // A modal dialog hides what is not inside it.
  const modal = [...document.querySelectorAll("dialog[open]")].at(-1)
  if (modal !== undefined && trouble) {
    note.setAttribute("role", "alert")
    modal.append(note)
  } else region.append(note)
  return away
}
