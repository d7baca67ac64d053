/** Lets Chromium be as Firefox is: it knows no HLS, but lets a script feed a player. */
export const asFirefox = `{
  const { canPlayType } = HTMLMediaElement.prototype
  HTMLMediaElement.prototype.canPlayType = function (type) {
    return /mpegurl/i.test(type) ? "" : canPlayType.call(this, type)
  }
}`
