"""Replays a double-random draw. Standard library only, any Python from 3.8 on; nothing of the portal is imported.

    python3 draw_verifier.py 复核包.json

The file holds `pool_text`, `pool_digest`, `secret`, `commitment`, `outside` and `result_text` as they were published.
Prints each check and the list it computed; ends with 0 when everything agrees, with 1 when anything differs.
"""

import hashlib
import hmac
import json
import sys

SCHEME = "quanzhou-draw/1"


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def lot(seed, *words):
    return hmac.new(seed, "\n".join(words).encode("utf-8"), hashlib.sha256).hexdigest()


def draw(pool, seed):
    """Steps 4 and 5 of the rule: objects by stratum, then people, fewest objects first."""
    chosen = []
    for stratum in pool["strata"]:
        members = [one for one in pool["objects"] if one["stratum"] == stratum["code"]]
        certain = sorted((one for one in members if one["always"]), key=lambda one: lot(seed, "object", one["code"]))
        others = sorted((one for one in members if not one["always"]), key=lambda one: lot(seed, "object", one["code"]))
        taken = certain + others[: max(0, stratum["quota"] - len(certain))]
        for place, one in enumerate(taken, 1):
            how = "always" if one["always"] else "lot"
            chosen.append({"object": one["code"], "stratum": stratum["code"], "how": how, "place": place})
    chosen.sort(key=lambda one: lot(seed, "team", one["object"]))
    barred = {(row["person"], row["object"]) for row in pool["recusals"]}
    load = {}
    for one in chosen:
        team = []
        for kind in sorted(pool["team"]):
            able = [
                person["code"]
                for person in pool["people"]
                if person["kind"] == kind and (person["code"], one["object"]) not in barred
            ]
            able.sort(key=lambda code: (load.get(code, 0), lot(seed, "person", one["object"], code)))
            team += able[: pool["team"][kind]]
        for code in team:
            load[code] = load.get(code, 0) + 1
        one["people"] = team
    return chosen


def verify(bundle):
    """Each check as (name, holds), and the list computed here."""
    pool = json.loads(bundle["pool_text"])
    words = (SCHEME, bundle["pool_digest"], bundle["secret"], bundle["outside"])
    seed = hashlib.sha256("\n".join(words).encode("utf-8")).digest()
    result = draw(pool, seed)
    checks = [
        ("规则版本", pool["scheme"] == SCHEME),
        ("名单库与公布的摘要一致", sha256(bundle["pool_text"]) == bundle["pool_digest"]),
        ("密值与公布的承诺一致", sha256(bundle["secret"]) == bundle["commitment"]),
        ("重算结果与抽取结果一致", result == json.loads(bundle["result_text"])),
    ]
    return checks, result


def main(path):
    with open(path, encoding="utf-8") as file:
        bundle = json.load(file)
    checks, result = verify(bundle)
    for one in result:
        print(one["stratum"], one["object"], one["how"], " ".join(one["people"]))
    for name, holds in checks:
        print(("相符" if holds else "不符") + "：" + name)
    return 0 if all(holds for _, holds in checks) else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1]))
