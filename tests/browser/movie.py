"""Reads films: the times of their frames from the bytes of the file, and what a browser shows of them."""

import base64
from collections.abc import Iterator

import numpy as np

SHOW = """async ([data, seconds, width]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0)),
    film = document.createElement("video");
  const heard = (name) => new Promise((done, fail) => {
    film.addEventListener(name, done, { once: true });
    film.onerror = () => fail(new Error(film.error.message));
  });
  // A player may have sought and still show the frame of before. It says the time of each frame that it shows.
  let last = -1;
  const note = (_, { mediaTime }) => {
    last = mediaTime;
    film.requestVideoFrameCallback(note);
  };
  film.requestVideoFrameCallback(note);
  const arrived = async () => {
    const end = performance.now() + 5000;
    while (Math.abs(last - film.currentTime) > 0.1 && performance.now() < end) await new Promise(requestAnimationFrame);
  };
  film.src = URL.createObjectURL(new Blob([bytes]));
  await heard("loadedmetadata");
  const shown = [];
  for (const second of seconds) {
    film.currentTime = second;
    await heard("seeked");
    await arrived();
    shown.push([film.currentTime, paint(film, film.videoWidth, film.videoHeight)]);
  }
  return shown;
  PAINT
}"""
PICTURE = """async ([data, width]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  return paint(image, image.width, image.height);
  PAINT
}"""
PAINT = """function paint(what, w, h) {
    const canvas = new OffscreenCanvas(width, Math.round((width * h) / w)),
      g = canvas.getContext("2d");
    g.drawImage(what, 0, 0, canvas.width, canvas.height);
    const { data } = g.getImageData(0, 0, canvas.width, canvas.height);
    return new Uint8Array(data.buffer).toBase64();
  }"""
WIDTH = 320
FAR = 1e6
"""A second that no film has: a browser goes to the end instead."""


def frames(data: bytes) -> list[tuple[float, bool]]:
    """For every frame its time in seconds, and whether a player can begin with it."""
    return sorted(_of_mp4(data) if data[4:8] == b"ftyp" else _of_webm(data))


def _box(data: bytes, *path: str) -> bytes:
    """What the first box at a path holds."""
    for name in path:
        at = 0
        while data[at + 4 : at + 8] != name.encode():
            at += int.from_bytes(data[at : at + 4], "big")
            assert at < len(data), f"The file has no {name}."
        data = data[at + 8 : at + int.from_bytes(data[at : at + 4], "big")]
    return data


def _numbers(body: bytes) -> list[int]:
    """The 32-bit numbers after version and flags."""
    return [int.from_bytes(body[at : at + 4], "big") for at in range(4, len(body), 4)]


def _of_mp4(data: bytes) -> Iterator[tuple[float, bool]]:
    media = _box(data, "moov", "trak", "mdia")
    about, table = _box(media, "mdhd"), _box(media, "minf", "stbl")
    ticks = _numbers(about)[4 if about[0] else 2]
    keys, runs = set(_numbers(_box(table, "stss"))[1:]), _numbers(_box(table, "stts"))[1:]
    at = number = 0
    for count, step in zip(runs[::2], runs[1::2], strict=True):
        for _ in range(count):
            number += 1
            yield at / ticks, number in keys
            at += step


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of EBML: number and content."""
    at = 0
    while at < len(data):
        wide = 9 - data[at].bit_length()
        name = int.from_bytes(data[at : at + wide], "big")
        at += wide
        wide = 9 - data[at].bit_length()
        size = int.from_bytes(data[at : at + wide], "big") - (1 << 7 * wide)
        at += wide
        yield name, data[at : at + size]
        at += size


def _of_webm(data: bytes) -> Iterator[tuple[float, bool]]:
    segment = next(body for name, body in _elements(data) if name == 0x18538067)
    for name, cluster in _elements(segment):
        begin = 0
        for inner, body in _elements(cluster) if name == 0x1F43B675 else ():
            if inner == 0xE7:
                begin = int.from_bytes(body, "big")
            if inner == 0xA0:  # a frame that says how long it lasts: without a reference to another one it is a key
                parts = dict(_elements(body))
                yield (begin + int.from_bytes(parts[0xA1][1:3], "big", signed=True)) / 1000, 0xFB not in parts
            if inner == 0xA3:
                yield (begin + int.from_bytes(body[1:3], "big", signed=True)) / 1000, bool(body[3] & 0x80)


def shown(browser, data: bytes, *seconds: float) -> list[tuple[float, np.ndarray]]:
    """What a browser shows at these seconds of a film: where it is then, and the small picture, as bytes of RGBA."""
    page = browser.new_page()
    found = page.evaluate(SHOW.replace("PAINT", PAINT), [base64.b64encode(data).decode(), seconds, WIDTH])
    page.close()
    return [(at, _pixels(text)) for at, text in found]


def painted(browser, png: bytes) -> np.ndarray:
    """A PNG as a small picture of the same kind."""
    page = browser.new_page()
    found = page.evaluate(PICTURE.replace("PAINT", PAINT), [base64.b64encode(png).decode(), WIDTH])
    page.close()
    return _pixels(found)


def _pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The mean distance of two pictures above their legends, in levels of a colour. A film's legend says less."""
    shorter, longer = sorted((len(one), len(other)))
    assert longer <= 1.1 * shorter
    above = int(0.7 * shorter)
    return float(np.abs(one[:above].astype(int) - other[:above]).mean())
