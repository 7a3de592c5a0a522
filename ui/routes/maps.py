"""The route that answers with a map: GET {base}/map/{hash}?{query}.

`query` is the link of the page Maps, as the address bar has it. `moving=on` asks for the coarse map of a drag. An
answer depends on nothing but its address, may be kept for ever, and is kept, queued and refused like a picture that
needs a survey (`ui.routes.pictures`).
"""

import gzip
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pictures.maps.drawn import drawn, read_map
from runs.map import codec as map_codec
from stage import wire
from stage.assets import Asset, digest
from stage.rules import ruled
from ui.routes.pictures import LEVEL, MAPS, MOVING, NEVER, OUTDATED, Pictures, picture_hash, split
from ui.worksheets import worksheet


def answer(query: str) -> Asset:
    """The map of a link, packed and zipped. Never raises, whatever the link says."""
    given, rest = split(query)
    moving, sheet = (MOVING, "on") in given, worksheet.read_pairs(given)
    question, remarks = read_map(rest)
    found = drawn(question, moving=moving)
    rules = ruled(sheet.worksheet.rules(MAPS))
    head = {"query": map_codec.write(question), "remarks": (*sheet.remarks, *remarks), "moving": moving, **rules}
    body = wire.pack({**found.head, **head}, wire.encoded_map(found.planes, found.places))
    return Asset(b"", gzip.compress(body, LEVEL, mtime=0), f'"{digest(body)}"')


class Maps:
    """The route. Its answers share the memory, the queue and the metrics of pictures."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures

    async def answer(self, request: Request) -> Response:
        """A map; 404 for an unknown version, 503 if the server is busy, each with a sentence."""
        if request.path_params["hash"] != picture_hash():
            self.pictures.outcomes["not_found"] += 1
            return PlainTextResponse(OUTDATED, 404, NEVER)
        query = request.scope["query_string"].decode("latin-1")
        return await self.pictures.reply(request, (MAPS, query), partial(answer, query), surveys=True)

    def routes(self, base: str) -> list[Route]:
        """The route to hand to `st.App`."""
        return [Route(f"{base}/map/{{hash}}", self.answer)]
