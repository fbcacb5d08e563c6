"""Trees of git directories, and orderlint run over them: what recall and corpus share."""

import json
import os
import resource
import subprocess
import time
from pathlib import Path

# What a front end may read. Everything else of a tree is left in git.
SUFFIXES = (
    ".c", ".h", ".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp",
    ".inl", ".inc", ".def", ".in", ".m", ".mm", ".swift", ".modulemap",
)
NAMES = ("Package.swift", "compile_flags.txt", "compile_commands.json")


def directory(checkouts, repository):
    """The git directory of `owner/name`, or None: DIR/owner+name, its .git, its repo, or that one's."""
    base = Path(checkouts) / repository.replace("/", "+")
    for candidate in (base, base / ".git", base / "repo", base / "repo/.git"):
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            return candidate
    return None


class Failure(Exception):
    """What kept a tree from being there."""


def materialize(git, commit, into):
    """The sources of a commit in the directory `into`; there already, they are kept.

    Not `git archive`: snapshots may lack large blobs, which would end it.
    """
    into = Path(into)
    done = into.with_name(into.name + ".done")
    if done.exists():
        return into
    listed = subprocess.run(
        ["git", f"--git-dir={git}", "ls-tree", "-r", "-z", commit], capture_output=True)
    if listed.returncode != 0:
        raise Failure(listed.stderr.decode(errors="replace").strip() or "git ls-tree failed")
    into.mkdir(parents=True, exist_ok=True)
    # The root of the program is where .git is.
    (into / ".git").mkdir(exist_ok=True)
    wanted = []
    for entry in listed.stdout.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        path = os.fsdecode(name)
        # Regular files only: a link may lead out of the tree.
        if about[:4] == b"1006" or about[:4] == b"1007":
            if path.endswith(SUFFIXES) or os.path.basename(path) in NAMES:
                wanted.append((about.split()[2], path))
    write_blobs(git, into, wanted)
    done.touch()
    return into


def write_blobs(git, into, wanted):
    batch = subprocess.Popen(
        ["git", f"--git-dir={git}", "cat-file", "--batch"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for identity, path in wanted:
        batch.stdin.write(identity + b"\n")
        batch.stdin.flush()
        about = batch.stdout.readline().split()
        if len(about) != 3:
            continue
        contents = batch.stdout.read(int(about[2]) + 1)[:-1]
        target = into / path
        if ".." in Path(path).parts or target.is_absolute() and not target.is_relative_to(into):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents)
    batch.stdin.close()
    batch.wait()


def usage():
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def after_limit(before, limit):
    spent = usage()
    return spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime >= limit


def check(orderlint, tree, files, jobs=1, limit=600, flags=()):
    """The report of `orderlint check`, and the seconds, CPU seconds and megabytes it took.

    The report is None, with what happened in place of it, if there is none. `limit` counts CPU
    seconds, so that a busy machine finds what an idle one does; orderlint's child counts for itself.
    """
    command = [orderlint, "check", "--format", "json", "--exit-zero", "--allow-empty",
               "-j", str(jobs), *flags, *files]
    before, started = usage(), time.monotonic()
    memory_file = Path(tree).with_name(Path(tree).name + ".memory")
    measures = Path("/usr/bin/time").exists()
    if measures:
        command = ["/usr/bin/time", "-f", "%M", "-o", str(memory_file), *command]
    try:
        run = subprocess.run(
            command, cwd=tree, capture_output=True, timeout=4 * limit,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5)))
        output, failure = run.stdout, run.stderr.decode(errors="replace").strip()[-300:]
        if not output and after_limit(before, limit):
            failure = f"not done after {limit} CPU seconds"
    except subprocess.TimeoutExpired:
        output, failure = b"", f"not done after {4 * limit} s"
    after = usage()
    cost = {
        "seconds": time.monotonic() - started,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "megabytes": after.ru_maxrss / 1024,
    }
    if measures and memory_file.exists():
        words = memory_file.read_text().split()
        cost["megabytes"] = int(words[-1]) / 1024 if words and words[-1].isdigit() else 0
        memory_file.unlink()
    try:
        return json.loads(output), "", cost
    except ValueError:
        return None, failure or "no report", cost
