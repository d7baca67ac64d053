const installing: Readonly<Record<string, string>> = {
  ffmpeg: "Debian: apt-get install ffmpeg; others: https://ffmpeg.org/download.html",
  streamlink: "pipx install streamlink",
  "yt-dlp": "pipx install yt-dlp"
}

/** That a program can't be run, why, and how it is got, where that is known; without a full stop. */
export const howToGet = (name: string, why: string): string => {
  const how = installing[name]
  return `${name} ${why}${how === undefined ? "" : `: install it (${how})`}`
}

/** That a program is not there, and how it is got. */
export const notInstalled = (name: string): string => howToGet(name, "is not installed where it is to run")
