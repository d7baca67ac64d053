import { field } from "../components/field.js"
import { request } from "../lib/api.js"
import { attributes, html, on } from "../lib/html.js"
import { safeReturn } from "../lib/router.js"
import { keep } from "../lib/session.js"

/** Signs in and gives the user. */
const signIn = async (username, password) => {
  const answer = await request("POST", "/api/auth/login", { body: { username, password } })
  keep(answer.access_token)
  return answer.user
}

/** The door: name, password, the reason when it stays shut, then back to where one was going. */
export const login = {
  title: "Sign in",
  open: true,
  state: ({ search }) => ({ busy: false, shown: false, refused: null, over: search.get("over") === "1" }),

  view: ({ busy, over, refused, shown }) => html`
    <main class="door">
      <form class="door-card" data-action="enter">
        <h1>Sticky DVR</h1>
        ${over ? html`<p id="over" role="status">Your session is over. Sign in again.</p>` : null}
        ${field({ name: "username", label: "User name", required: true, autocomplete: "username", attrs: attributes({ autocapitalize: "none", spellcheck: "false" }) })}
        ${field({ name: "password", label: "Password", type: shown ? "text" : "password", required: true, autocomplete: "current-password" })}
        <label class="door-show"><input type="checkbox" data-action="reveal" data-on="change" ${on("checked", shown)} /> Show password</label>
        <p class="field-error" role="alert">${refused}</p>
        <button class="primary" type="submit" ${on("disabled", busy)}>${busy ? "Signing in…" : "Sign in"}</button>
      </form>
    </main>
  `,

  drawn: ({ root }) => {
    if (!root.contains(document.activeElement)) root.querySelector("#username").focus()
  },

  actions: {
    reveal: (page, element) => page.set({ shown: element.checked }),
    enter: async (page, form) => {
      const { username, password } = Object.fromEntries(new FormData(form))
      page.set({ busy: true, refused: null })
      try {
        page.context.signedIn(
          await signIn(username, password),
          safeReturn(new URLSearchParams(location.search).get("to"))
        )
      } catch (error) {
        page.set({ busy: false, refused: error.message })
        form.elements.password.select()
      }
    }
  }
}
