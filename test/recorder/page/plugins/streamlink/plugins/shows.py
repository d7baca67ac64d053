# A site of tests, as streamlink knows sites: its pages name their streams in an attribute.
import re

from streamlink.plugin import Plugin, pluginmatcher
from streamlink.stream.hls import HLSStream


@pluginmatcher(re.compile(r"https?://([^/@]*@)?127\.0\.0\.1:\d+/shows/"))
class Shows(Plugin):
    def _get_streams(self):
        found = re.search(r'data-live="([^"]+)"', self.session.http.get(self.url).text)
        return HLSStream.parse_variant_playlist(self.session, found.group(1)) if found else None


__plugin__ = Shows
