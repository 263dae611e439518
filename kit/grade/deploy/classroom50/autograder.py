#!/usr/bin/env python3
"""Classroom 50's autograder for this course: CLASSROOM/autograders/ASSIGNMENT/autograder.py of your classroom50
repository (https://github.com/foundation50/classroom50/wiki/Advanced-Autograding).

The runner starts it in the student's checkout. It grades that with npm run grade, adds who submitted what and when, and
leaves result.json, classroom50/result/v1. Exit code 0: it was graded, whatever the score. Any other: the grader failed,
and the runner says so in place of a score.

The course itself, with node_modules, lies where REBUILD_TLS says: bake it into the assignment's container, or clone it
in its runtime setup. Private checks in a folder checks/ beside this file are used; Classroom 50 publishes that folder at
an address that can be guessed, so they are private from honest students only.
"""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
checkout = pathlib.Path.cwd()


def main() -> int:
    course = os.environ.get("REBUILD_TLS", "")
    if not course or not (pathlib.Path(course) / "package.json").is_file():
        print("REBUILD_TLS does not name a copy of the course", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as work:
        grade = grade_checkout(pathlib.Path(course), pathlib.Path(work))
    result = grade | identity()
    (checkout / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    print(f"{result['score']} of {result['max-score']} points")
    return 0


def grade_checkout(course: pathlib.Path, work: pathlib.Path) -> dict:
    """A folder of one submission, so that the whole checkout is one, whatever is in it."""
    submission = work / "in" / "submission"
    shutil.copytree(checkout, submission, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
    command = ["npm", "run", "--silent", "grade", "--", str(work / "in")]
    command += ["--out", str(work / "out"), "--format", "classroom50"]
    if (here / "checks").is_dir():
        command += ["--checks", str(here / "checks")]
    run = subprocess.run(command, cwd=course, check=False)
    if run.returncode not in (0, 1):  # 1: no exercise in the checkout, and the result says so, or there is no result
        run.check_returncode()
    (file,) = (work / "out" / "classroom50").glob("*.json")
    return json.loads(file.read_text())


def identity() -> dict:
    """What only the runner knows; it stamps owner, assignment_type and datetime again itself."""
    commit = os.environ["COMMIT_URL"]
    return {
        "classroom": os.environ["CLASSROOM"],
        "assignment": os.environ["ASSIGNMENT"],
        "assignment_type": os.environ.get("ASSIGNMENT_TYPE") or "individual",
        "owner": os.environ.get("OWNER") or os.environ["USERNAME"],
        "submission": os.environ["SUBMISSION_TAG"],
        "commit": commit,
        "release": os.environ["RELEASE_URL"],
        "review": os.environ.get("REVIEW_URL") or commit,
        "datetime": submitted_at(),
    }


def submitted_at() -> str:
    """When the graded commit was made, in UTC; now, where there is no repository."""
    git = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    seconds = float(git.stdout) if git.returncode == 0 else datetime.datetime.now().timestamp()
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


sys.exit(main())
