# Thalweg in a container. The second of two stages has no leftovers of pip, and the app runs as a user who owns no file.
#   docker build -t thalweg .  &&  docker run --init -p 8501:8501 --read-only --tmpfs /tmp thalweg
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt ./
# Removes the parts of the packages that only tests, builds, notebooks or other programs need: 170 MB. Streamlit
# requires pyarrow and pandas; what is left of them can be imported, but no page imports it.
RUN pip install --requirement requirements.txt \
 && pip uninstall --yes pip \
 && rm -rf /venv/share \
 && find /venv -depth -type d \( -name tests -o -name include -o -name nbextension -o -name labextension \) \
      -exec rm -rf {} + \
 && find /venv -type f \( -name 'libarrow_flight*' -o -name '_flight.*' -o -name 'libarrow_s3*' -o -name '_s3fs.*' \
      -o -name widgetbundle.js -o -name '*.pyi' -o -name '*.p[yx][xd]' -o -name '*.[ach]' -o -name '*.[ch]pp' \) -delete
COPY . .
# The kernels are compiled at the paths where they will run, because Numba looks them up by path.
RUN python -m compileall -q . && python -m tools.container build

FROM python:${PYTHON}-slim
# Every page run is a thread. With few memory arenas instead of many, the process keeps 45 MB less.
ENV MALLOC_ARENA_MAX=2 \
    PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_PORT=8501 \
    THALWEG_LOG=info
# The official image comes without the bytecode of Python's own library, which would then be compiled at every start.
RUN python -m compileall -q -x 'site-packages|idlelib|tkinter|turtle|ensurepip|pydoc_data' /usr/local/lib/python3*
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8501
# The start period is long enough for an old processor that cannot run the image's kernels and compiles its own first.
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s CMD ["python", "-m", "tools.container", "health"]
CMD ["python", "-m", "tools.container", "serve"]
