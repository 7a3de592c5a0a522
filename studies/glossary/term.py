"""The record of the glossary: a word or a mark, and two plain sentences that explain it."""

from dataclasses import dataclass

from core.param import demand

REFERENCE = "reference?entry="


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or a mark that explains itself.

    `aliases` are the other forms in which it is written, with "#" for every number: "arrived at step #". `link` is the
    page that says more, below the app's own address: "reference?entry=landscape.saddle", or "". `picture` is the entry
    of the catalogue whose small picture shows what is meant, where that of `link` does not: "landscape.bowl", or "".
    """

    term: str
    aliases: tuple[str, ...]
    sentences: tuple[str, str]
    link: str = ""
    picture: str = ""

    def __post_init__(self) -> None:
        forms = (self.term, *self.aliases)
        demand(all(form == form.strip() != "" for form in forms), f"{self.term}: a form is empty or has spaces around.")
        demand(
            all(one.endswith(".") and one[0].isupper() for one in self.sentences),
            f"{self.term}: the explanation must be two sentences.",
        )

    @property
    def pictured(self) -> str:
        """The entry of the catalogue whose small picture belongs to the term, or ""."""
        return self.picture or self.link.removeprefix(REFERENCE)
