import { empty } from "../components/empty.js"
import { html } from "../lib/html.js"

const home = html`<a class="button" href="/">To the dashboard</a>`

const alone = (title, text) => empty(title, text, home, html`<h1>${title}</h1>`)

/** For an address that no page has. */
export const notFound = {
  title: "Not found",
  state: {},
  view: () => alone("There is no such page", "The address may be mistyped, or what it showed is gone.")
}

/** For a page that is an admin's, shown to somebody who is none. */
export const notAllowed = {
  title: "Not allowed",
  state: {},
  view: (_, page) =>
    alone(
      "This page is for admins",
      `You are signed in as ${page.context.user().username}, with the role user. An admin can change that under Users.`
    )
}
