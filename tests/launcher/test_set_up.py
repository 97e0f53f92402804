"""Set-up does what is needed, once, and says what a person must do."""

import os
import stat
from pathlib import Path

import pytest

from launcher import assets, env_file, lock, machine, stamps
from launcher.places import Places


def test_a_step_is_done_again_only_when_its_inputs_changed(places: Places) -> None:
    source = places.root / "requirements.txt"
    source.write_text("django==5.2.19", encoding="utf-8")
    before = stamps.fingerprint([source], "3.11")
    assert not stamps.is_done(places, "requirements", before)
    stamps.done(places, "requirements", before)
    assert stamps.is_done(places, "requirements", before)
    source.write_text("django==5.2.20", encoding="utf-8")
    assert not stamps.is_done(places, "requirements", stamps.fingerprint([source], "3.11"))


def test_fingerprint_covers_content_names_folders_absence_and_extras(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.js").write_text("1", encoding="utf-8")
    seen = {stamps.fingerprint([folder])}
    (folder / "a.js").rename(folder / "b.js")
    seen.add(stamps.fingerprint([folder]))
    (folder / "c.js").write_text("", encoding="utf-8")
    seen.add(stamps.fingerprint([folder]))
    seen.add(stamps.fingerprint([folder], "node 20"))
    seen.add(stamps.fingerprint([folder, tmp_path / "not there"]))
    assert len(seen) == 5


def test_settings_file_gets_a_random_secret_that_only_its_owner_reads(places: Places) -> None:
    assert env_file.write(places)
    values = env_file.read(places.env_file)
    assert values["PROFILE"] == "demonstration"
    assert len(values["SECRET_KEY"]) > 80
    assert stat.S_IMODE(places.env_file.stat().st_mode) == 0o600


def test_settings_file_is_never_overwritten(places: Places) -> None:
    places.env_file.write_text("PROFILE=production\n", encoding="utf-8")
    assert not env_file.write(places)
    assert places.env_file.read_text(encoding="utf-8") == "PROFILE=production\n"


def test_environment_wins_over_the_settings_file(places: Places) -> None:
    text = "# comment=1\nexport REDIS_URL='redis://file:1/0'\nDATABASE_URL=postgres:///x?host=/s&user=u\n"
    places.env_file.write_text(text, encoding="utf-8")
    assert env_file.setting(places, "REDIS_URL", {}) == "redis://file:1/0"
    assert env_file.setting(places, "REDIS_URL", {"REDIS_URL": ""}) == ""
    assert env_file.setting(places, "DATABASE_URL", {}) == "postgres:///x?host=/s&user=u"
    assert env_file.setting(places, "# comment", {}) == ""


@pytest.mark.parametrize(("text", "major"), [("v24.19.0\n", 24), ("v9.0.0", 9), ("", 0), ("node: not found", 0)])
def test_node_version(text: str, major: int) -> None:
    assert assets.node_version(text) == major


def test_system_folders_follow_the_users_own_path() -> None:
    assert machine.full_path("/opt/x:/usr/bin") == "/opt/x:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/bin"
    assert machine.full_path("").startswith("/usr/local/sbin:")


def test_children_get_a_home_even_when_we_have_none(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setenv("REDIS_URL", "redis://stray")
    values = machine.environment(places, {"REDIS_URL": None, "PORT": "1"})
    assert Path(values["HOME"]).is_relative_to(places.root)
    assert os.access(values["HOME"], os.W_OK)
    assert "REDIS_URL" not in values
    assert values["PORT"] == "1"


def test_lock_carries_the_reason_of_each_direct_dependency() -> None:
    why = lock.reasons(
        "# head\n\n-c other.txt\ndjango-stubs[mypy]~=6.1   # types of Django\nDRF_thing==1 # why # not\n"
    )
    assert why == {"django-stubs": "types of Django", "drf-thing": "why # not"}
    compiled = (
        "asgiref==3.1 \\\n    --hash=sha256:00\n    # via django\ndjango-stubs[mypy]==6.1.2 \\\n    --hash=sha256:11\n"
    )
    assert lock.with_reasons(compiled, why).splitlines()[3:5] == ["# types of Django", "django-stubs[mypy]==6.1.2 \\"]


def test_lock_refuses_a_dependency_without_a_reason() -> None:
    with pytest.raises(ValueError, match="no reason beside this dependency: celery"):
        lock.reasons("celery~=5.7.0\n")


def test_committed_locks_name_no_registry_and_give_every_reason() -> None:
    root = Path(lock.__file__).resolve().parent.parent
    for name in lock.SOURCES:
        locked = (root / name).with_suffix(".txt").read_text(encoding="utf-8")
        assert "http" not in locked
        assert "index-url" not in locked
        for reason in lock.reasons((root / name).read_text(encoding="utf-8")).values():
            assert f"\n# {reason}\n" in locked, f"run ./portal lock: {name}"
