"""Asks the register at REGISTER_URL everything that docs/cookbook asks it for.

Every address of every file must answer 200, and every name of a column or member in
a recipe must be in what is answered. A file without any is a mistake as well.
"""

import csv
import io
import json
import os
import pathlib
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

COOKBOOK = pathlib.Path(__file__).resolve().parents[2] / "docs" / "cookbook"


def ask(path):
    """The names an answer holds: heads of columns, or members at any depth."""
    with urllib.request.urlopen(os.environ["REGISTER_URL"] + path, timeout=30) as answer:
        body, kind = answer.read(), answer.headers["Content-Type"]
    if "openxmlformats" in kind:
        return set()
    text = body.decode()
    if kind.startswith("text/csv"):
        rows = list(csv.reader(io.StringIO(text)))
        return set(rows[0]) if len(rows) > 1 else set()
    return members(json.loads(text)) if "json" in kind else set()


def members(value):
    """Names of members, also as paths: `planned`, `start` and `planned.start`."""
    names = set()
    if isinstance(value, dict):
        for name, inner in value.items():
            found = members(inner)
            names |= {name} | found | {f"{name}.{other}" for other in found}
    elif isinstance(value, list):
        for inner in value:
            names |= members(inner)
    return names


def quoted(text):
    return re.findall(r'"([^"]*)"', text)


def power_query(text):
    """Addresses are put together by Web.Contents; names are those before renaming."""
    paths, names = [], set()
    call = r'RelativePath = "([^"]+)",\s*Query = \[([^\]]*)\]'
    for path, query in re.findall(call, text):
        pairs = re.findall(r'(\w+) = "([^"]*)"', query)
        paths.append(f"/{path}?{urllib.parse.urlencode(pairs, safe=',')}")
    for typed in re.findall(r'\{"([^"]+)", (?:type \w+|Int64\.Type)\}', text):
        names.add(typed)
    for column, inner in re.findall(r'ExpandRecordColumn\(\w+, "(\w+)", \{([^}]*)\}', text):
        prefix = "" if column == "measure" else column + "."
        names |= {prefix + name for name in quoted(inner)}
    for columns in re.findall(r"SelectColumns\(\w+, \{([^}]*)\}", text):
        names |= set(quoted(columns))
    return paths, names


def r(text):
    names = set(re.findall(r"\w\$(\w+)", text)) | set(re.findall(r"(\w+) = col_", text))
    for columns in re.findall(r'\w\[c?\(?((?:"\w+"(?:, )?)+)\)?\]', text):
        names |= set(quoted(columns))
    return written(text)[0], names - {"default"}


def grafana(text):
    targets = [target for panel in json.loads(text)["panels"] for target in panel["targets"]]
    names = {column["selector"] for target in targets for column in target["columns"]}
    roots = {target["root_selector"] for target in targets} - {""}
    return [target["url"] for target in targets], names | roots


def written(text):
    """Addresses that stand there whole; one that goes on with a value of its own, or is
    written to, is run elsewhere."""
    found = re.findall(r"/v1/[\w/.-]+(?:\?[\w=&,.:-]+)?(?![\w{$<]|\?|&)", text)
    whole = [path for path in found if not path.endswith(("/", "="))]
    return whole, set()


READERS = {".pq": power_query, ".R": r, ".json": grafana, ".md": written}


def files():
    for path in sorted(COOKBOOK.rglob("*")):
        hidden = {"node_modules", "build", "target", "generated"} & set(path.parts)
        is_data = path.suffix == ".json" and path.name != "dashboard.json"
        if path.suffix in READERS and not hidden and not is_data:
            yield path


def check(path):
    paths, names = READERS[path.suffix](path.read_text(encoding="utf-8"))
    faults, found = [], set()
    for address in paths:
        try:
            found |= ask(address)
        except urllib.error.HTTPError as error:
            faults.append(f"{address} answers {error.code}: {error.read().decode()}")
    faults += [f"{name} is in no answer" for name in sorted(names - found)]
    if path.suffix != ".md" and not (paths and names):
        faults.append("no address or no name was found in it")
    print(f"{path.relative_to(COOKBOOK)}: {len(paths)} addresses, {len(names)} names")
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    return faults


if __name__ == "__main__":
    sys.exit(1 if [fault for path in files() for fault in check(path)] else 0)
