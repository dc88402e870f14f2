#!/usr/bin/env python3
"""Keeps a file with a statistic up to date, and asks for no more than it must.

    dashboard.py [FILE]                    FILE: statistik.csv

Beside FILE it keeps FILE.etag. As long as nothing changed, the register answers
"304 Not Modified" without a body; so ask as often as you like, say every minute.
REGISTER_URL names the register.
"""

import os
import pathlib
import sys
import urllib.error
import urllib.request

QUERY = "/v1/statistics/measures?groupBy=stadtteil,status&format=csv"


def main(path):
    kept = path.with_name(path.name + ".etag")
    request = urllib.request.Request(os.environ["REGISTER_URL"] + QUERY)
    if path.exists() and kept.exists():
        request.add_header("If-None-Match", kept.read_text())
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            path.write_bytes(answer.read())
            kept.write_text(answer.headers["ETag"])
            print(f"{path}: neu")
    except urllib.error.HTTPError as error:
        if error.code != 304:
            raise
        print(f"{path}: unverändert")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "statistik.csv"))
