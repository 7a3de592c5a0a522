"""Which pages of other sites may show a stage: cross-origin resource sharing (CORS) of what a stage fetches.

Those answers depend on nothing but their address, so they tell another site nothing that anyone could not request
directly. They are shared without credentials. Everything else is for the app's own pages.
"""

import re
from collections.abc import Mapping

from ui.middleware.settings import ANYWHERE

SHARED = re.compile(r"/(picture|surface|samples|batches|stage|vendor)/")
"""How the paths of these answers begin, below the app's base."""
LOADER = "/stage/embed.js"
"""The path of the script by which a page asks for a stage. Every page may run it: it says why there is no stage."""
RESOURCE = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Pages that isolate themselves (COEP) run a script of another site only with this header."""
EXPOSED = {"Access-Control-Expose-Headers": "Retry-After"}
"""What a script of another site may read besides: after how many seconds a busy server may be asked again."""


class Sharing:
    """What is shared, and with whom.

    `origins` are those whose pages may show a stage, such as "https://courses.example" or "https://*.school.example";
    `ANYWHERE` admits all of them, and () none. `base` is the path that the app lives under.
    """

    def __init__(self, origins: tuple[str, ...] = (), base: str = "") -> None:
        self.origins, self.base, self.everybody = origins, base, origins == ANYWHERE
        forms = (re.escape(one).replace(r"\*", "[a-z0-9.-]+") for one in origins)
        self.known = re.compile("|".join(forms), re.IGNORECASE)

    def knows(self, origin: str) -> bool:
        """Whether pages of this origin may show a stage."""
        return self.everybody or (bool(self.origins) and self.known.fullmatch(origin) is not None)

    def admits(self, path: str, origin: str) -> bool:
        """Whether a page of this origin may read the answer at this path."""
        return path == self.base + LOADER or (self._shares(path) and self.knows(origin))

    def headers(self, path: str, origin: str | None) -> Mapping[str, str]:
        """The headers of the answer at this path to a page of this origin (None: the app's own, or no page).

        Where every origin is admitted the headers are the same for all, so that caches keep one answer for everybody.
        """
        if path == self.base + LOADER:
            return RESOURCE | {"Access-Control-Allow-Origin": "*"} | self._varying()
        if not (self.origins and self._shares(path)):
            return {}
        if self.everybody:
            return RESOURCE | EXPOSED | {"Access-Control-Allow-Origin": "*"}
        allowed = EXPOSED | {"Access-Control-Allow-Origin": origin} if origin is not None and self.knows(origin) else {}
        return RESOURCE | allowed | self._varying()

    def _varying(self) -> dict[str, str]:
        return {} if self.everybody or not self.origins else {"Vary": "Origin"}

    def _shares(self, path: str) -> bool:
        return path.startswith(self.base) and SHARED.match(path, len(self.base)) is not None


NOBODY = Sharing()
"""Nothing is shared."""
