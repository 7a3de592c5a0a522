"""The reference type for the catalogue: the publication that an entry comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: its authors, its title and its year, with a link where there is one."""

    authors: str
    title: str
    year: int
    url: str = ""

    def __post_init__(self) -> None:
        if not (self.authors and self.title):
            raise ValueError("A source has authors and a title.")
        if not 1600 < self.year < 2100:
            raise ValueError(f"{self.year} is no year of a source.")

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}."
