"""Simulates the readers of a course page behind a caching proxy: how many questions reach the server, at what cost.

A page holds FIGURES live pictures. Every reader opens all of them, and one in EVERY moves a start, each to a place of
its own. The proxy is nginx with its cache on the disk, as a content delivery network would be with its cache elsewhere.
It needs `nginx` (on Debian: apt-get install nginx-light).
"""

import asyncio
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pictures import Reader, address, moved
from benchmarks.row import Row, at_least
from pictures.registry import PAGES
from pictures.selection import Subject
from tools.serving import calm, processor, serving
from ui.gallery.stories import STORIES

READERS, FIGURES, EVERY, MOVES, AT_ONCE = 2_000, 10, 5, 20, 40

CONFIG = """
daemon off; error_log stderr crit; pid {folder}/pid; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fast;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=pictures:16m max_size=256m;
  upstream app {{ server {app}; keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_cache pictures; proxy_cache_lock on;
      proxy_cache_key $uri?$args$http_accept_encoding;
      add_header X-Cache $upstream_cache_status;
    }}
  }}
}}
"""
"""No rule says what may be kept: the answers' own headers do."""


@contextmanager
def caching(app: str) -> Iterator[str]:
    """An nginx before the server, and its address. RuntimeError with a sentence where there is none."""
    if shutil.which("nginx") is None:
        raise RuntimeError("This needs nginx (on Debian: apt-get install nginx-light).")
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port, file = free.getsockname()[1], Path(folder) / "nginx.conf"
        Path(folder).chmod(0o755)
        file.write_text(CONFIG.format(folder=folder, app=urlsplit(app).netloc, port=port), "utf-8")
        proxy = subprocess.Popen(["nginx", "-p", folder, "-c", str(file)])
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            proxy.terminate()
            proxy.wait()


async def read(url: str, base: str, links: list[str]) -> tuple[int, list[float]]:
    """All readers' visits, AT_ONCE of them at a time: how many pictures the proxy had, and the seconds of each."""
    free, took, hits = asyncio.Semaphore(AT_ONCE), list[float](), 0

    async def visit(number: int) -> None:
        nonlocal hits
        rng = random.Random(number)  # noqa: S311 (a reader keeps no secrets)
        asked = list(links)
        if number % EVERY == 0:
            asked += [f"{moved(links[0], rng.randrange(10**9))}&moving=on" for _ in range(MOVES)]
        async with free:
            reader = Reader(url)
            for link in asked:
                begun = time.perf_counter()
                await reader.fetch(f"{base}?{link}")
                took.append(time.perf_counter() - begun)
                hits += b"x-cache: hit" in reader.head
            reader.close()

    await asyncio.gather(*(visit(number) for number in range(READERS)))
    return hits, took


def rows() -> Iterator[Row]:
    """The share of pictures that the proxy had, and what the others cost the server."""
    links = [PAGES["race"].write(Subject(story.scene, 0)) for story in list(STORIES.values())[:FIGURES]]
    with serving() as server, caching(server.url) as url:
        calm(server.pid)
        base = asyncio.run(address(server.url))
        before = processor(server.pid)
        hits, took = asyncio.run(read(url, base, links))
        spent = processor(server.pid) - before
    moves = READERS // EVERY * MOVES
    ranked, count = sorted(took), len(took)
    yield Row(
        f"{READERS:,} readers of a page with {FIGURES} figures, every {EVERY}th makes {MOVES} moves", f"{count:,}"
    )
    yield Row("  pictures that differ, which the server has to compute", f"{FIGURES + moves:,}")
    yield at_least("  of the others the proxy had", 100 * hits / (count - FIGURES - moves), 99, "%", 4)
    yield Row("  processor time of the server a reader", f"{1e3 * spent / READERS:.2f} ms")
    yield Row(
        "  median, p95 of a picture", f"{1e3 * ranked[count // 2]:.1f} ms, {1e3 * ranked[int(0.95 * count)]:.1f} ms"
    )
