"""The double-random draw as a pure formula: who is drawn follows from a published pool and a seed nobody could choose.

1. The pool (strata with quotas, objects, people, every exclusion with its reason, every recusal) is frozen as one text;
   its SHA-256 is published together with the SHA-256 of a secret.
2. An outside value, named beforehand and fixed later by somebody else (a lottery's numbers), is entered.
3. seed = SHA-256 of scheme, pool digest, secret and outside value, joined by line feeds.
4. Within a stratum objects are ordered by HMAC-SHA256(seed, "object", code); those that are always in come first, the
   quota takes the rest from the top.
5. In the order of HMAC(seed, "team", code) over all strata the drawn objects get their people: of each kind those not
   recused from the object, whoever has fewest objects so far, among equals by HMAC(seed, "person", object, person).

`docs/draw_verifier.py` says the same again with the standard library only; it imports nothing from here.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from core.foundation.canonical import canonical_json, sha256_hex

SCHEME = "quanzhou-draw/1"
ALWAYS, BY_LOT = "always", "lot"


@dataclass(frozen=True)
class Stratum:
    """A group drawn from by itself; `quota` is how many objects of it are inspected."""

    code: str
    name: str
    quota: int


@dataclass(frozen=True)
class Candidate:
    """An object that may be drawn; `always` names why it is in without a lot, empty for all others."""

    code: str
    name: str
    stratum: str
    always: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who may be sent; `kind` is a key of the pool's `team`."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Excluded:
    """An object or person that cannot be drawn, and why."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class Recusal:
    """This person may not be sent to this object, and why."""

    person: str
    object: str
    reason: str


@dataclass(frozen=True)
class Pool:
    """Everything the draw depends on but the seed. `team` is how many people of each kind an object gets."""

    programme: str
    round: int
    team: Mapping[str, int]
    strata: tuple[Stratum, ...]
    objects: tuple[Candidate, ...]
    people: tuple[Person, ...]
    excluded: tuple[Excluded, ...] = ()
    people_excluded: tuple[Excluded, ...] = ()
    recusals: tuple[Recusal, ...] = ()

    def text(self) -> str:
        """The frozen text whose digest is published; the same pool gives the same text."""
        return canonical_json({"scheme": SCHEME, **asdict(self)})

    @classmethod
    def parse(cls, text: str) -> "Pool":
        """Read back what `text` wrote. Raises ValueError for another scheme."""
        said = json.loads(text)
        if said.pop("scheme") != SCHEME:
            raise ValueError(f"not a pool of {SCHEME}")
        rows = {name: tuple(kind(**row) for row in said[name]) for name, kind in _ROWS.items()}
        return cls(programme=said["programme"], round=said["round"], team=said["team"], **rows)

    @cached_property
    def _barred(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in self.recusals:
            found.setdefault(each.object, set()).add(each.person)
        return found

    def barred_from(self, code: str) -> set[str]:
        """People who are recused from an object."""
        return self._barred.get(code, set())


_ROWS: dict[str, Any] = {
    "strata": Stratum,
    "objects": Candidate,
    "people": Person,
    "excluded": Excluded,
    "people_excluded": Excluded,
    "recusals": Recusal,
}


@dataclass(frozen=True)
class Chosen:
    """One drawn object: why (ALWAYS or BY_LOT), its place in the lot of its stratum, and who goes there."""

    object: str
    stratum: str
    how: str
    place: int
    people: tuple[str, ...] = ()


def commitment(secret: str) -> str:
    """What is published of the secret before the outside value is known."""
    return sha256_hex(secret)


def seed_of(*, pool_digest: str, secret: str, outside: str) -> bytes:
    """The draw's seed, 32 bytes: nobody who knew one part could choose another to fit."""
    return hashlib.sha256("\n".join((SCHEME, pool_digest, secret, outside)).encode()).digest()


def rank_key(seed: bytes, *words: str) -> str:
    """The lot of something: HMAC-SHA256 of its words under the seed, as hexadecimal text. The smallest is first."""
    return hmac.new(seed, "\n".join(words).encode(), hashlib.sha256).hexdigest()


def sample_quota(count: int, *, percent: int, minimum: int) -> int:
    """How many of `count` are sampled: the percentage rounded up, at least `minimum`, never more than there are."""
    return min(count, max(minimum, -(-count * percent // 100)))


def shortages(pool: Pool) -> list[str]:
    """Codes of objects that could not get their people: a pool that holds one must not be frozen."""
    kinds = {kind: {person.code for person in pool.people if person.kind == kind} for kind in pool.team}
    return [
        each.code
        for each in pool.objects
        if any(len(kinds[kind] - pool.barred_from(each.code)) < wanted for kind, wanted in pool.team.items())
    ]


def drawn(pool: Pool, seed: bytes) -> tuple[Chosen, ...]:
    """The result, in the order in which people were given out. Raises ValueError when an object lacks people."""
    chosen = [each for stratum in pool.strata for each in _of_stratum(pool.objects, stratum, seed)]
    chosen.sort(key=lambda each: rank_key(seed, "team", each.object))
    load: Counter[str] = Counter()
    return tuple(_with_people(each, pool, seed, load) for each in chosen)


def _of_stratum(objects: Iterable[Candidate], stratum: Stratum, seed: bytes) -> list[Chosen]:
    members = [each for each in objects if each.stratum == stratum.code]
    members.sort(key=lambda each: (not each.always, rank_key(seed, "object", each.code)))
    wanted = max(stratum.quota, sum(1 for each in members if each.always))
    return [
        Chosen(each.code, stratum.code, ALWAYS if each.always else BY_LOT, place)
        for place, each in enumerate(members[:wanted], start=1)
    ]


def _with_people(chosen: Chosen, pool: Pool, seed: bytes, load: Counter[str]) -> Chosen:
    team: list[str] = []
    for kind in sorted(pool.team):
        able = able_people(pool, seed, chosen.object, kind, load)
        if len(able) < pool.team[kind]:
            raise ValueError(f"{chosen.object} lacks people of kind {kind}")
        team += able[: pool.team[kind]]
    load.update(team)
    return Chosen(chosen.object, chosen.stratum, chosen.how, chosen.place, tuple(team))


def able_people(pool: Pool, seed: bytes, code: str, kind: str, load: Mapping[str, int]) -> list[str]:
    """People of a kind who may go to the object, first choice first: fewest objects so far, then by lot.

    Somebody who steps back before the check-in is replaced by the next of this list.
    """
    barred = pool.barred_from(code)
    able = [person.code for person in pool.people if person.kind == kind and person.code not in barred]
    return sorted(able, key=lambda person: (load.get(person, 0), rank_key(seed, "person", code, person)))


def result_text(result: Iterable[Chosen]) -> str:
    """The result as one text, to be kept and compared."""
    return canonical_json([asdict(each) for each in result])
