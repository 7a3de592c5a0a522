"""Converts an ensemble to the query string of its URL, and back.

The link consists of that of the base scene (`runs.codec`) and the names that say in what the two settings differ:

    v=1&landscape=two_valleys&...&run1=gd&run1.rate=0.02&...&across=noise&across1=0.5&across2=6&walkers=1000&escape=0.5

Writing is exact. Reading uses what is valid and reports the rest in sentences. The link of a race is read as the
ensemble that the race becomes.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from runs import codec
from runs.codec import LONGEST, Pairs, Reader
from runs.comparison.codec import own_names, read_axis, write_axis
from runs.comparison.comparison import Axis
from runs.comparison.fill import choices, filled
from runs.ensemble.ensemble import RADIUS, SWEEP, WALKERS, Ensemble, first_ensemble, offered, smaller
from runs.link_words import today
from runs.run import Scene

OWN = re.compile(r"across([1-9](\.[xy])?)?|walkers|escape|sweep")
"""The names in an ensemble's link that are not part of a scene's link."""

MOST_RUNNERS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: an ensemble, and a sentence for every part of the link that could not be used."""

    ensemble: Ensemble
    remarks: tuple[str, ...]


def pairs(ensemble: Ensemble) -> Pairs:
    """The ensemble as the names and values of a query string, in reading order."""
    out = codec.pairs(ensemble.base)
    if ensemble.across is not None:
        out += write_axis(ensemble.base, "across", ensemble.across)
    out += [(WALKERS.key, WALKERS.write(ensemble.walkers)), (RADIUS.key, RADIUS.write(ensemble.radius))]
    return out + ([(SWEEP.key, ensemble.sweep)] if ensemble.sweep != "nothing" else [])


def start_words(ensemble: Ensemble, place: int) -> Pairs:
    """What dragging the start of a setting to a point writes into the link, with "{x}" and "{y}" for its coordinates.

    The start moves for both settings, unless they differ in it.
    """
    own = ensemble.across is not None and ensemble.across.what == "start"
    return [(f"across{place + 1}.{name}" if own else name, f"{{{name}}}") for name in "xy"]


def write(ensemble: Ensemble) -> str:
    """The ensemble as a query string, without the question mark."""
    return codec.query(pairs(ensemble))


def _ends(scene: Scene, what: str) -> Axis:
    """The first and the last of the suggested values, since a cloud is compared with one other."""
    first, *_, last = filled(scene, what).values
    return Axis(what, (first, last))


def _read_across(reader: Reader, scene: Scene) -> Axis | None:
    what = today(reader.rest.get("across", ""))
    if what in choices(scene) and what not in offered(scene):
        reader.remarks.append(f"across in the link: two clouds cannot differ in {what!r}.")
        reader.rest = {name: text for name, text in reader.rest.items() if not name.startswith("across")}
        return None
    axis = read_axis(reader, scene, "across", _ends)
    if axis is None:
        return None
    first, *_, last = axis.values
    if len(axis.values) > 2:
        reader.remarks.append(
            "across in the link: there are more than two settings, so only the first and the last are shown."
        )
    return replace(axis, values=(first, last))


def _read_base(reader: Reader, given: Pairs) -> Scene:
    """The base scene of the ensemble: without forks, and with one runner unless two runners are compared."""
    if not given:
        return first_ensemble().base
    reading = codec.read_pairs(given)
    reader.remarks += reading.remarks
    scene, written = reading.scene, {name for name, _ in given}
    kept = [r for r in scene.runners if r.origin is None]
    compared = reader.rest.get("across", "runner") == "runner"
    kept = kept[: MOST_RUNNERS if compared else 1]
    for runner in scene.runners:
        name = f"run{runner.mark + 1}"
        if runner not in kept and name in written:
            reader.remarks.append(f"{name} in the link is left out: at most two settings can be shown side by side.")
    return replace(scene, runners=tuple(kept))


def _assembled(reader: Reader, base: Scene, across: Axis | None) -> Ensemble:
    if across is None and len(base.runners) > 1:
        across = Axis("runner", tuple(r.mark for r in base.runners))
    walkers = int(reader.param(WALKERS.key, WALKERS, WALKERS.default))
    radius = reader.param(RADIUS.key, RADIUS, RADIUS.default)
    swept = SWEEP.write(reader.param(SWEEP.key, SWEEP, SWEEP.default))
    if swept == "batch" and not base.ground.sampled:
        reader.remark(SWEEP.key, "this landscape has no samples, so there are no batches to sweep.", "nothing")
        swept = "nothing"
    one = replace(base, runners=base.runners[:1])
    short = replace(one, steps=min(one.steps, 300))
    for scene, axis in ((base, across), (one, None), (short, None)):
        try:
            ensemble = smaller(scene, axis, walkers, radius, swept)
        except ValueError as error:
            reader.remarks.append(f"The settings in the link do not fit together: {error}")
            continue
        if ensemble.walkers < walkers:
            reader.remark(WALKERS.key, f"{walkers:,} are too much for one survey.", f"{ensemble.walkers:,}")
        return ensemble
    return first_ensemble()


def read_pairs(given: Pairs) -> Reading:
    """An ensemble from the names and values of a link. Never raises; an empty link gives the first ensemble."""
    if not given:
        return Reading(first_ensemble(), ())
    reader, others = own_names(given, OWN)
    base = _read_base(reader, others)
    ensemble = _assembled(reader, base, _read_across(reader, base))
    reader.remarks += [f"{name!r} in the link means nothing here." for name in reader.rest]
    return Reading(ensemble, tuple(reader.remarks))


def read(text: str) -> Reading:
    """An ensemble from a query string, with or without the question mark. Never raises."""
    if len(text) > LONGEST:
        return Reading(first_ensemble(), (f"The link is longer than {LONGEST:,} characters and was not read.",))
    return read_pairs(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
