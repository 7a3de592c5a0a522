"""The icons of a page, drawn by the reduced font, are those of Streamlit's own."""

import base64

from ui.middleware import front, icons

# Draws each name with the page's font and with Streamlit's. An icon is one square, as wide as the letters are high; a
# name that the font lacks is drawn as a word.
DRAWN = """async ([encoded, names]) => {
  const whole = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  document.fonts.add(await new FontFace("Streamlit's", whole).load());
  await document.fonts.load('24px "Material Symbols Rounded"');
  const brush = new OffscreenCanvas(600, 40).getContext("2d", { willReadFrequently: true });
  const drawn = (family, name) => {
    brush.clearRect(0, 0, 600, 40);
    brush.font = `24px "${family}"`;
    brush.fillText(name, 4, 32);
    const { data } = brush.getImageData(0, 0, 600, 40);
    return { width: brush.measureText(name).width, dots: data.filter((value) => value).length, picture: data.join() };
  };
  return names.map((name) => {
    const [ours, theirs] = [drawn("Material Symbols Rounded", name), drawn("Streamlit's", name)];
    return [name, Math.round(10 * ours.width) / 10, ours.dots > 20, ours.picture === theirs.picture];
  });
}"""
LACKING = "zoom_out_map"
"""An icon that no page shows, as the counter-example."""


def test_every_icon_is_drawn_as_by_streamlits_own_font(visit):
    page = visit().page
    whole = base64.b64encode((front.STATIC / icons.record().source).read_bytes()).decode()
    found = page.evaluate(DRAWN, [whole, [*icons.record().names, LACKING]])
    *shown, lacking = found
    assert [row for row in shown if row[1:] != [24, True, True]] == []
    assert lacking[1] > 48, "the page has Streamlit's own font"


def test_the_icons_of_a_page_are_squares(visit):
    """Its own elements, since a style could take away what joins the letters of a name to an icon."""
    found = visit("", viewport={"width": 1600, "height": 900}).page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stIconMaterial"]')].map((icon) => {
          const text = document.createRange();
          text.selectNodeContents(icon);
          return [icon.textContent, text.getBoundingClientRect().width / parseFloat(getComputedStyle(icon).fontSize)];
        }).filter(([, width]) => width)"""
    )
    assert {"flag", "keyboard_double_arrow_left", "present_to_all"} <= {name for name, _ in found}
    assert [row for row in found if abs(row[1] - 1) > 0.02] == []
