"""``flask intake read`` as operators and outside tests use it."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from app.commands.intake import intake

COUNTY = str(Path(__file__).parent.parent / "counties" / "yunxi.yaml")


def run(*arguments: str, lines: str = "") -> Result:
    return CliRunner().invoke(intake, ["read", *arguments], input=lines)


def test_one_json_line_for_every_line_blank_ones_too() -> None:
    lines = "我家水管爆了,明天上午来修,大湾村三组老张家13800012345\n\n   \n谢谢\n"
    result = run("--county", COUNTY, "--now", "2026-11-23T10:00:00", lines=lines)
    assert result.exit_code == 0
    first, *others = [json.loads(line) for line in result.output.splitlines()]
    assert [one["intent"] for one in others] == ["chitchat", "chitchat", "thanks"]
    assert first["requests"][0]["category"] == "water_electric"
    assert first["requests"][0]["time_start"] == "2026-11-24T08:00"
    assert first["requests"][0]["missing"] == []


def test_only_a_line_feed_ends_a_line() -> None:
    result = run("--county", COUNTY, "--now", "2026-11-23T10:00:00", lines="水管\r坏了\u2028来修\x0b下\n谢谢\r\n")
    assert len(result.output.splitlines()) == 2


def test_whole_days_are_shown_as_dates() -> None:
    result = run("--county", COUNTY, "--now", "2026-11-23T10:00", lines="明天来修水管")
    request = json.loads(result.output)["requests"][0]
    assert (request["time_start"], request["time_end"], request["time_kind"]) == ("2026-11-24", "2026-11-24", "day")


def test_reasons_are_given_when_asked() -> None:
    result = run("--county", COUNTY, "--now", "2026-11-23T10:00:00", "--why", lines="水管爆了")
    assert any("水管" in reason for reason in json.loads(result.output)["reasons"])


def test_an_offset_in_now_is_respected() -> None:
    result = run("--county", COUNTY, "--now", "2026-11-23T17:00:00+00:00", lines="明天来修水管")
    assert json.loads(result.output)["requests"][0]["time_start"] == "2026-11-25"


def test_a_bad_county_file_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("code: 12\nname: 某县\n", encoding="utf-8")
    result = run("--county", str(file), "--now", "2026-11-23T10:00:00")
    assert result.exit_code == 1
    assert f"{file}:1" in result.output
    assert run("--county", str(tmp_path / "none.yaml"), "--now", "2026-11-23T10:00:00").exit_code == 1


def test_a_bad_moment_is_a_usage_error() -> None:
    result = run("--county", COUNTY, "--now", "昨天")
    assert result.exit_code == 2
    assert "不是时间" in result.output


def test_bytes_that_are_no_utf8_are_read_as_well_as_can_be() -> None:
    result = CliRunner().invoke(
        intake, ["read", "--county", COUNTY, "--now", "2026-11-23T10:00:00"], input=b"\xff\xfe\xd6\xd0\n"
    )
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 1
