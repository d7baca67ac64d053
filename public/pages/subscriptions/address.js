import { busyMark } from "../../components/acting.js"
import { openDialog } from "../../components/dialog.js"
import { submitting } from "../../components/dialogForm.js"
import { field } from "../../components/field.js"
import { answered, request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { isSoundAlone, look, lookView, qualities, secrets, unlooked } from "./look.js"

const titles = {
  address: "Address",
  driver: "Driver",
  username: "Name",
  headers: "Headers",
  cookies: "Cookies",
  login: "Login",
  proxy: "Proxy"
}

const input = (state, name, more) =>
  field({ name, id: `at-${name}`, label: titles[name], error: state.refused[name], ...more })

/** What a site may ask for, folded away: most ask for nothing. */
const asked = (state) => html`
  <details ${on("open", state.open || secrets.some((name) => state.refused[name] !== undefined))}><summary>What the site asks for</summary>
    <div class="dialog-form">
      ${input(state, "login", { type: "password", autocomplete: "new-password", help: "As name:password; for its own host alone." })}
      ${input(state, "cookies", { type: "password", help: "The Cookie header, as a=b; c=d." })}
      <div class="field"><label for="at-headers">Headers</label><textarea id="at-headers" name="headers" class="mono" rows="2" autocomplete="off" spellcheck="false" aria-describedby="at-headers-help at-headers-error" ${on("aria-invalid", state.refused.headers !== undefined)}></textarea>
        <p class="help" id="at-headers-help">A line each, as Referer: https://example.org/.</p><p class="field-error" id="at-headers-error" ${on("hidden", state.refused.headers === undefined)}>${state.refused.headers}</p></div>
      ${input(state, "proxy", { type: "password", help: "As http://proxy.example.org:3128." })}
      <p class="muted prose">These are never shown again. ${state.moving ? "What is left empty stays as it is; the source's settings remove it." : ""}</p>
    </div></details>`

const foot = (state, verb) => html`
  <p class="field-error" role="alert" ${on("hidden", state.refused.form === undefined)}>${state.refused.form}</p>
  <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button><button class="primary" ${busyMark(state, "send")}>${verb}</button></footer>`

/** What was filled in, without what was left empty. */
const filled = (element) => Object.fromEntries([...new FormData(element)].filter(([, value]) => value.trim() !== ""))

const dialog = (context, { actions, enter, leave, title, state, view, send }) =>
  openDialog(
    {
      title,
      enter,
      leave,
      state: { busy: null, refused: {}, open: false, moving: false, ...state },
      view: (now) => html`<form class="dialog-form" data-action="send">${view(now)}</form>`,
      actions: {
        ...actions,
        send: (page, element) => submitting(page, () => send(filled(element)), { taken: "address_taken", titles })
      }
    },
    context
  )

const driverField = ({ refused, suggestion: { driver, drivers } }) =>
  drivers.length < 2
    ? html`<input type="hidden" name="driver" value="${driver}" />`
    : html`<div class="field"><label for="at-driver">Driver</label><select id="at-driver" name="driver" aria-describedby="at-driver-help at-driver-error" ${on("aria-invalid", refused.driver !== undefined)}>${drivers.map((name) => html`<option value="${name}" ${on("selected", name === driver)}>${name}</option>`)}</select>
        <p class="help" id="at-driver-help">How it is recorded. The first one fits this address best.</p><p class="field-error" id="at-driver-error" ${on("hidden", refused.driver === undefined)}>${refused.driver}</p></div>`

const qualityField = ({ look }) =>
  isSoundAlone(look?.variants ?? [])
    ? null
    : html`
  <div class="field"><label for="at-resolution">Quality</label><select id="at-resolution" name="resolution" aria-describedby="at-resolution-help"><option value="">As the settings say</option>${qualities(look?.variants ?? []).map(([value, words]) => html`<option value="${value}" data-key="${value}">${words}</option>`)}</select>
    <p class="help" id="at-resolution-help">The stream's next lower one is taken where it has no such one.</p></div>`

/**
 * What is at an address and what it becomes, to be looked over before it is recorded: its driver, its name, how it is recorded. Gives what the server
 * answered, undefined when it was dismissed.
 */
const openAdd = (context, address, suggestion) =>
  dialog(context, {
    title: "Record this address",
    state: { suggestion, ...unlooked },
    enter: (page) => void look(page, address),
    leave: (page) => page.looking?.abort(),
    actions: { look: (page, button) => look(page, address, filled(button.form)) },
    view: (state) => html`
      <p class="prose mono address">${suggestion.address}</p>
      ${lookView(state)}
      ${driverField(state)}
      ${input(state, "username", {
        value: suggestion.username,
        required: true,
        help: suggestion.exists
          ? "It is known by this name already."
          : "It names the source in lists, and the folder of its recordings.",
        attrs: on("autofocus", true)
      })}
      ${qualityField(state)}
      ${context.admin() ? asked(state) : null}${foot(state, "Record")}`,
    send: (values) => answered("POST", "/api/subscriptions", { body: { address, ...values } })
  })

/** Adds the source at an address; gives what the server answered, undefined when it was dismissed. Refusals are thrown. */
export const addAddress = async (context, address) => {
  const suggestion = await request("POST", "/api/subscriptions/suggest", { body: { address } })
  return suggestion.address === null
    ? answered("POST", "/api/subscriptions", { body: { address } })
    : openAdd(context, address, suggestion)
}

/** Another address for a source. Gives what the server answered, undefined when it was dismissed. */
export const openMove = (context, { address, driver, username }, route) =>
  dialog(context, {
    title: `Address of ${driver}/${username}`,
    state: { moving: true },
    view: (state) => html`
      ${input(state, "address", {
        value: address ?? "",
        required: true,
        help:
          address?.includes("***") === true
            ? "Secrets in it are not shown. Left as it is, it stays as it is; a new one is given whole."
            : "Where the stream is, such as https://example.org/live/news.m3u8. A name and a password in it become the login.",
        attrs: on("autofocus", true)
      })}
      ${asked(state)}
      <p class="muted prose">A running recorder goes there when it is restarted.</p>${foot(state, "Save")}`,
    send: (values) => request("PUT", route, { body: values })
  })
