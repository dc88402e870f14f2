#!/usr/bin/env python3
"""Registers measures from a file, and keeps them up to date.

    register.py [--submit] [FILE]          FILE: measures.json beside this program

Run it as often as you like: what did not change is left alone. It needs Python 3.9
and nothing else. Settings come from the environment: REGISTER_URL, REGISTER_CARRIER,
REGISTER_CLIENT, REGISTER_SECRET, and REGISTER_STATE, a file in which it remembers
what it saw. Ends with 1 if anything was refused.
"""

import base64
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["REGISTER_URL"]
CARRIER = os.environ["REGISTER_CARRIER"]
STATE = pathlib.Path(os.environ.get("REGISTER_STATE", "register-state.json"))
SOURCE = "mein-system"


class Refused(Exception):
    """The register said no; `problem` tells why."""

    def __init__(self, problem):
        super().__init__()
        self.problem = problem


def ask(method, path, body=None, headers=(), tries=5):
    """One request; gives the answer and its ETag. Every request here may be repeated."""
    url = urllib.parse.urljoin(URL, path)
    request = urllib.request.Request(url, body, dict(headers), method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        again = error.code in (429, 503) and problem.get("code") != "behind"
        if not again or tries == 1:
            raise Refused(problem) from None
        pause = int(error.headers.get("Retry-After", 1))
    except urllib.error.URLError:
        if tries == 1:
            raise
        pause = 1
    time.sleep(pause)
    return ask(method, path, body, headers, tries - 1)


def sign_in():
    """A token is good for some minutes; one run needs one."""
    pair = f"{os.environ['REGISTER_CLIENT']}:{os.environ['REGISTER_SECRET']}"
    basic = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    token, _ = ask("POST", "/oauth/token", b"grant_type=client_credentials", basic)
    return {"Authorization": "Bearer " + token["access_token"], "Accept-Language": "de"}


def read_changes(token, state):
    """Tells what others changed since the last run."""
    ours = set()
    path = f"/v1/changes?after={state['sequence']}&limit=200"
    while path:
        page, _ = ask("GET", path, headers=token)
        for change in page["items"]:
            external = (change.get("measure") or {}).get("external") or {}
            if external.get("source") == SOURCE:
                ours.add((external["id"], change["id"]))
        state["sequence"] = page["lastSeq"]
        path = page["next"] if page["items"] else None
    for number, id in sorted(ours):
        measure, etag = ask("GET", f"/v1/measures/{id}", headers=token)
        if state["etags"].get(number) != etag:
            print(f"{number}: im Register geändert ({measure['publication']}, {measure['status']})")
            for review in measure.get("reviews", []):
                for remark in review["remarks"]:
                    print(f"  {remark['pointer'] or ''} {remark['text']}")
        state["etags"][number] = etag


def upsert(token, state, measure):
    """Registers or updates one measure by the number it has in our own system."""
    number = measure["id"]
    body = {name: value for name, value in measure.items() if name != "id"}
    headers = {**token, "Content-Type": "application/json"}
    known = state["etags"].get(number)
    if known:
        headers["If-Match"] = known  # Never over what somebody else just wrote.
    place = "/".join(urllib.parse.quote(part, safe="") for part in (SOURCE, number))
    path = f"/v1/carriers/{CARRIER}/measures/{place}"
    record, etag = ask("PUT", path, json.dumps(body).encode(), headers)
    print(f"{number}: " + ("neu" if not known else "unverändert" if known == etag else "geändert"))
    state["etags"][number] = etag
    return record


def submit(token, state, number, record):
    """Hands a draft to the planning office, once, however often this is tried."""
    headers = {
        **token,
        "Content-Type": "application/json",
        "If-Match": state["etags"][number],
        "Idempotency-Key": f"submit-{record['id']}-{record['version']}",
    }
    _, etag = ask("POST", f"/v1/measures/{record['id']}/submissions", b"{}", headers)
    state["etags"][number] = etag
    print(f"{number}: eingereicht")


def explain(number, problem):
    # At /oauth/token the words of OAuth are used.
    print(f"{number}: abgelehnt. {problem.get('detail') or problem['error_description']}")
    for error in problem.get("errors", []):
        print(f"  {error['pointer']}: {error['message']}")


def main(arguments):
    files = [argument for argument in arguments if argument != "--submit"]
    path = files[0] if files else pathlib.Path(__file__).with_name("measures.json")
    measures = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    state = {"sequence": 0, "etags": {}}
    if STATE.exists():
        state = json.loads(STATE.read_text(encoding="utf-8"))
    token, refused = sign_in(), 0
    try:
        read_changes(token, state)
        for measure in measures:
            try:
                record = upsert(token, state, measure)
                if "--submit" in arguments and "submit" in record["allowedActions"]:
                    submit(token, state, measure["id"], record)
            except Refused as error:
                refused += 1
                explain(measure["id"], error.problem)
    finally:
        STATE.write_text(json.dumps(state, indent=2), encoding="utf-8")
    return 1 if refused else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as error:
        explain(URL, error.problem)
        sys.exit(1)
