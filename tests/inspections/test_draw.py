"""The draw as a formula: fair, replayable, closed to whoever would bend it."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from core.foundation.canonical import sha256_hex
from inspections import draw
from inspections.draw import Candidate, Person, Pool, Recusal, Stratum

from .statistics import chi_square_p, selection_p

VERIFIER = Path(__file__).parents[2] / "docs/draw_verifier.py"
DRAWS = 10_000
FAIR = (0.001, 0.999)


def pool(*, always: str = "", recusals: tuple[Recusal, ...] = ()) -> Pool:
    """Two strata: all 3 of the city, 4 of the 20 of a county; five inspectors and three experts, teams of 2 and 1."""
    city = tuple(Candidate(f"C{number}", f"市级{number}", "350500") for number in range(3))
    county = tuple(
        Candidate(f"J{number:02}", f"晋江{number}", "350582", "标杆项目" if f"J{number:02}" == always else "")
        for number in range(20)
    )
    return Pool(
        programme="2018-1",
        round=1,
        team={"inspector": 2, "expert": 1},
        strata=(Stratum("350500", "市本级", 3), Stratum("350582", "晋江市", 4)),
        objects=city + county,
        people=tuple(Person(f"D{number}", f"督查员{number}", "inspector") for number in range(5))
        + tuple(Person(f"Z{number}", f"专家{number}", "expert") for number in range(3)),
        recusals=recusals,
    )


def seed_number(number: int) -> bytes:
    return draw.seed_of(pool_digest="d" * 64, secret=f"secret {number}", outside="03 11 19 20 22")


def test_a_full_stratum_is_inspected_whole_and_a_sampled_one_by_its_quota() -> None:
    result = draw.drawn(pool(), seed_number(1))
    assert Counter(each.stratum for each in result) == {"350500": 3, "350582": 4}
    assert len({each.object for each in result}) == 7


@pytest.mark.parametrize(("count", "expected"), [(40, 8), (10, 3), (2, 2), (0, 0), (41, 9), (15, 3), (16, 4)])
def test_the_sample_is_a_fifth_rounded_up_and_at_least_three(count: int, expected: int) -> None:
    assert draw.sample_quota(count, percent=20, minimum=3) == expected


def test_a_flagship_is_in_whatever_the_lot_says_and_counts_towards_the_quota() -> None:
    for number in range(50):
        taken = [each for each in draw.drawn(pool(always="J07"), seed_number(number)) if each.stratum == "350582"]
        assert len(taken) == 4
        assert next(each for each in taken if each.object == "J07").how == draw.ALWAYS


def county_counts(draws: int) -> list[int]:
    frozen, found = pool(), Counter()
    for number in range(draws):
        found.update(each.object for each in draw.drawn(frozen, seed_number(number)) if each.stratum == "350582")
    return [found[each.code] for each in frozen.objects if each.stratum == "350582"]


def first_person_counts(draws: int) -> list[int]:
    frozen, found = pool(), Counter()
    for number in range(draws):
        found.update(draw.able_people(frozen, seed_number(number), "J03", "inspector", {})[:1])
    return [found[f"D{number}"] for number in range(5)]


def test_ten_thousand_draws_of_objects_are_unbiased() -> None:
    p = selection_p(county_counts(DRAWS), draws=DRAWS, chosen=4)
    assert FAIR[0] < p < FAIR[1], p


def test_ten_thousand_draws_of_people_are_unbiased() -> None:
    p = selection_p(first_person_counts(DRAWS), draws=DRAWS, chosen=1)
    assert FAIR[0] < p < FAIR[1], p


def test_red_control_a_bias_of_one_in_four_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """One object whose lot is thrown twice, one time in four, and the better one kept: the same test must refuse it."""
    fair = draw.rank_key

    def bent(seed: bytes, *words: str) -> str:
        key = fair(seed, *words)
        return min(key, fair(seed, *words, "again")) if words[-1] == "J05" and seed[0] % 4 == 0 else key

    monkeypatch.setattr(draw, "rank_key", bent)
    assert not FAIR[0] < selection_p(county_counts(DRAWS), draws=DRAWS, chosen=4) < FAIR[1]


def test_the_statistic_knows_its_tables() -> None:
    """Values of printed tables: 3.841 and 18.307 stand at five in a hundred for 1 and 10 degrees of freedom."""
    assert chi_square_p(3.841459, 1) == pytest.approx(0.05, abs=1e-6)
    assert chi_square_p(18.307038, 10) == pytest.approx(0.05, abs=1e-6)
    assert chi_square_p(9.341818, 10) == pytest.approx(0.5, abs=1e-6)


def test_nobody_is_sent_where_they_are_recused() -> None:
    barred = tuple(Recusal("D0", f"J{number:02}", "曾任职") for number in range(20))
    for number in range(100):
        for each in draw.drawn(pool(recusals=barred), seed_number(number)):
            assert "D0" not in each.people or each.stratum == "350500"
            assert len(set(each.people)) == 3


def test_the_work_is_shared_out_evenly() -> None:
    """Seven objects, two inspectors each, five inspectors: nobody has more than one object above another."""
    for number in range(100):
        load = Counter(
            code for each in draw.drawn(pool(), seed_number(number)) for code in each.people if code[0] == "D"
        )
        assert max(load.values()) - min(load.values()) <= 1


def test_a_pool_in_which_an_object_lacks_people_is_known_before_it_is_frozen() -> None:
    barred = tuple(Recusal(f"Z{number}", "J04", "亲属") for number in range(3))
    assert draw.shortages(pool(recusals=barred)) == ["J04"]
    assert draw.shortages(pool()) == []


def test_the_text_of_a_pool_reads_back_as_the_same_pool() -> None:
    frozen = pool(always="J01", recusals=(Recusal("D1", "J02", "同县"),))
    assert Pool.parse(frozen.text()) == frozen
    with pytest.raises(ValueError, match="quanzhou-draw"):
        Pool.parse(frozen.text().replace("draw/1", "draw/9"))


def bundle(**changes: str) -> dict[str, str]:
    frozen = pool(always="J01", recusals=(Recusal("D1", "J02", "同县"),))
    said = {"pool_text": frozen.text(), "secret": "5e" * 32, "outside": "03 11 19 20 22"}
    said["pool_digest"], said["commitment"] = sha256_hex(said["pool_text"]), draw.commitment(said["secret"])
    seed = draw.seed_of(pool_digest=said["pool_digest"], secret=said["secret"], outside=said["outside"])
    return said | {"result_text": draw.result_text(draw.drawn(frozen, seed))} | changes


def pythons() -> list[str]:
    """This Python and every other one that this machine can start: on the path, or kept by pyenv."""
    names = ("python3", *(f"python3.{minor}" for minor in range(8, 16)))
    kept = Path.home().glob(".pyenv/versions/*/bin/python3")
    found = [sys.executable, *filter(None, map(shutil.which, names)), *map(str, kept)]
    return sorted({str(Path(each).resolve()) for each in found if _starts(each)})


def _starts(python: str) -> bool:
    """Whether it runs, and is at least what the verifier asks for."""
    asked = "import sys; sys.exit(sys.version_info < (3, 8))"
    return subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode == 0


def verified(content: dict[str, str], folder: Path, python: str, language: str = "C") -> subprocess.CompletedProcess:
    file = folder / "复核包.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    command = [python, "-I", "-S", str(VERIFIER), str(file)]
    return subprocess.run(command, capture_output=True, env={"LANG": language}, timeout=60, check=False)


@pytest.mark.parametrize("python", pythons())
@pytest.mark.parametrize("language", ["C", "zh_CN.UTF-8"])
def test_the_stand_alone_verifier_gives_the_same_list(tmp_path: Path, python: str, language: str) -> None:
    said = verified(bundle(), tmp_path, python, language)
    assert said.returncode == 0, said.stderr.decode()
    lines = said.stdout.decode().splitlines()
    wanted = json.loads(bundle()["result_text"])
    assert lines[: len(wanted)] == [
        f"{each['stratum']} {each['object']} {each['how']} {' '.join(each['people'])}" for each in wanted
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pool_text": pool(always="J02").text()}, "不符：名单库与公布的摘要一致"),
        ({"secret": "00" * 32}, "不符：密值与公布的承诺一致"),
        ({"outside": "01 02 03 04 05"}, "不符：重算结果与抽取结果一致"),
        ({"result_text": "[]"}, "不符：重算结果与抽取结果一致"),
    ],
)
def test_the_verifier_names_what_was_changed(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    said = verified(bundle(**changes), tmp_path, sys.executable)
    assert said.returncode == 1
    assert told in said.stdout.decode()


def test_the_verifier_imports_nothing_but_the_standard_library() -> None:
    import ast

    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"hashlib", "hmac", "json", "sys"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
