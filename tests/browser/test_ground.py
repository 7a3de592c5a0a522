"""The lit ground in a real browser: plain where it must be, and quieter while something plays."""

import pytest

COLOURS = """(() => {
  const canvas = stage.ground.fields[0].painting.canvas, { width, height } = canvas;
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a).map((count) => count / pixels.length);
})()"""
"""The shares of the colours of the painted ground, the most frequent first. Plain ground has one, besides its lines."""
OPACITY = 'getComputedStyle(document.querySelector(".tw-ground")).opacity'
BOWL = "?v=1&landscape=bowl"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_ground_is_plain(visit, scheme):
    race = visit(BOWL, color_scheme=scheme, reduced_motion="reduce", forced_colors="active")
    assert race.ask(COLOURS)[0] > 0.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_the_ground_is_plain_and_afterwards_it_is_lit_again(visit, scheme):
    race = visit(BOWL, color_scheme=scheme, reduced_motion="reduce")
    assert race.ask(COLOURS)[0] < 0.1
    try:
        race.page.emulate_media(media="print")
        race.when(f"{COLOURS}[0] > 0.5")
    finally:
        race.page.emulate_media(media="null")
    race.when(f"{COLOURS}[0] < 0.1")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_while_something_plays_the_ground_is_dimmed(visit, motion):
    race = visit(BOWL, reduced_motion=motion)
    race.ask("stage.clock.pause()")
    race.when(f"{OPACITY} === '1'")
    moves = race.ask('getComputedStyle(document.querySelector(".tw-ground")).transitionDuration')
    assert (moves == "0s") == (motion == "reduce")
    race.ask("(stage.clock.seek(0), stage.clock.speed = 1, stage.clock.loop = true, stage.clock.play())")
    race.when(f"stage.clock.playing && {OPACITY} === '0.75'")
    race.ask("stage.clock.pause()")
    race.when(f"{OPACITY} === '1'")
