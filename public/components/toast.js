/** Says in one sentence what an action did or why not; read aloud, gone after eight seconds or at a press. */
export const toast = (sentence, { trouble = false } = {}) => {
  const region = document.querySelector("#toasts")
  const note = document.createElement("p")
  note.className = trouble ? "toast toast-trouble" : "toast"
  note.textContent = sentence
  region.append(note)
  const gone = setTimeout(() => note.remove(), 8_000)
  note.addEventListener("click", () => {
    clearTimeout(gone)
    note.remove()
  })
}
