"""Several pytest runs end in one line that CI can read."""

from pathlib import Path

from tools.tally import tally


def test_runs_add_up_and_errors_count_as_failures(tmp_path: Path) -> None:
    report = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'
    paths = [tmp_path / "a.xml", tmp_path / "b.xml"]
    paths[0].write_text(report.format(10, 1, 2, 3))
    paths[1].write_text(report.format(5, 0, 0, 0))
    assert tally([str(path) for path in paths]) == "checks: 9 passed, 3 failed, 3 skipped"
