# A site of tests, as streamlink knows sites: its pages name their streams, and whose they are, in attributes.
import re

from streamlink.plugin import Plugin, pluginmatcher
from streamlink.stream.hls import HLSStream


@pluginmatcher(re.compile(r"https?://([^/@]*@)?127\.0\.0\.1:\d+/shows/"))
class Shows(Plugin):
    def _get_streams(self):
        text = self.session.http.get(self.url).text
        live, self.title, self.author = (
            found and found.group(1) for found in (re.search(rf'data-{name}="([^"]+)"', text) for name in ("live", "title", "author"))
        )
        return HLSStream.parse_variant_playlist(self.session, live) if live else None


__plugin__ = Shows
