/** The kinds of actions that the log can be narrowed to. */
export const kinds = [
  ["", "Everything"],
  ["subscription", "Subscriptions"],
  ["source", "Sources"],
  ["recording", "Recordings"],
  ["export", "Exports"],
  ["settings", "Settings"],
  ["user", "Users"],
  ["session", "Sessions"],
  ["access", "Refused access"]
]

const words = {
  "access.refused": "Was not allowed",
  "export.create": "Exported recordings",
  "export.delete": "Deleted an export",
  "recording.delete": "Deleted a recording",
  "recording.empty": "Emptied the trash",
  "recording.keep": "Kept a recording",
  "recording.restore": "Took a recording out of the trash",
  "recording.trash": "Put a recording into the trash",
  "recording.unkeep": "Let go of a kept recording",
  "session.begin": "Signed in",
  "session.end": "Ended a session",
  "session.limited": "Tried too often",
  "session.logout": "Signed out",
  "session.refused": "Failed to sign in",
  "session.reuse": "Used an old token again",
  "settings.restore": "Restored the settings",
  "settings.save": "Saved the settings",
  "source.address": "Changed an address",
  "source.channels": "Took sources from a file of channels",
  "source.reset": "Reset an error",
  "source.restart": "Restarted",
  "source.settings": "Changed a source's settings",
  "subscription.archive": "Archived",
  "subscription.delete": "Deleted a subscription",
  "subscription.import": "Imported a subscription",
  "subscription.pause": "Paused",
  "subscription.resume": "Resumed",
  "subscription.rules": "Changed what a subscription keeps",
  "subscription.subscribe": "Subscribed",
  "user.create": "Added a user",
  "user.delete": "Deleted a user",
  "user.password": "Set a password",
  "user.password_refused": "Gave a wrong current password",
  "user.rename": "Renamed a user",
  "user.role": "Changed a role",
  "user.unlock": "Let attempts count anew"
}

/** An action in words; one that has none by its own. */
export const actionText = (action) => words[action] ?? action

/** What an action was done to; of a session's long id as much as tells it from others. */
export const subjectText = (subject) =>
  subject.replace(/^([0-9a-f]{6})[0-9a-f]{2}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "$1…")
