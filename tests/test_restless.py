"""`make restless`: it keeps processors busy, counts its rounds, and its exit status is their result."""

import pytest

from tools import restless


@pytest.mark.parametrize("failing", [0, 2])
def test_every_round_counts_and_one_that_fails_is_told_whole(failing, monkeypatch, capsys, tmp_path):
    count = tmp_path / "count"
    count.write_text("")
    code = (
        f"import sys; f = open({str(count)!r}, 'a+'); f.write('x'); f.seek(0); n = len(f.read());"
        f"print('what it said', n); print('=== 5 passed in 1s ==='); sys.exit(n == {failing})"
    )
    monkeypatch.setattr(restless, "FIRST", ("-c", f"open({str(tmp_path / 'first')!r}, 'w')"))
    monkeypatch.setattr(restless, "TESTS", ("-c", f"open({str(tmp_path / 'first')!r}); {code}"))
    assert restless.main(["3"]) == (1 if failing else 0)
    said = capsys.readouterr().out
    assert said.count(" of 3: 5 passed in 1s") == 3
    assert ("what it said 2" in said) == bool(failing)
    assert said.splitlines()[-1].startswith(f"{2 if failing else 3} of 3 rounds passed")


@pytest.fixture
def started(monkeypatch):
    """The processes that were started."""
    found, begin = [], restless.subprocess.Popen
    monkeypatch.setattr(restless.subprocess, "Popen", lambda *a: found.append(begin(*a)) or found[-1])
    return found


def test_processes_burn_while_it_lasts_and_end_with_it(started):
    with restless.burning(2):
        assert [each.poll() for each in started] == [None, None]
    assert len(started) == 2
    assert all(each.poll() is not None for each in started)


def test_one_that_ended_by_itself_is_noticed(started, monkeypatch):
    monkeypatch.setattr(restless, "BURN", "")
    with pytest.raises(RuntimeError, match="has ended"), restless.burning(1):
        started[0].wait()
