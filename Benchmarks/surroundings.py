"""The part of a tree that some files need: their directories, and what these include."""

import os
import re
import shutil
from pathlib import Path

SOURCES = (".c", ".cc", ".cpp", ".cxx", ".m", ".mm")
HEADERS = (".h", ".hh", ".hpp", ".hxx", ".ipp", ".tpp", ".inl", ".inc", ".def")
INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
# Directories of more sources than this are not taken whole.
MANY = 80


def walk(tree):
    for directory, directories, names in os.walk(tree):
        directories[:] = sorted(name for name in directories if name != ".git")
        for name in sorted(names):
            yield os.path.relpath(os.path.join(directory, name), tree)


class Surroundings:
    def __init__(self, tree):
        self.tree = Path(tree)
        self.paths = list(walk(tree))
        self.by_name = {}
        for path in self.paths:
            self.by_name.setdefault(os.path.basename(path), []).append(path)

    def included(self, path):
        try:
            text = (self.tree / path).read_bytes()
        except OSError:
            return
        for match in INCLUDE.finditer(text):
            name = re.sub(r"^(\.\./)+", "", os.path.normpath(os.fsdecode(match[1])))
            for candidate in self.by_name.get(os.path.basename(name), []):
                if candidate == name or candidate.endswith("/" + name):
                    yield candidate

    def beside(self, path):
        """The sources of the same directory, or those that share their first letters with it."""
        directory = os.path.dirname(path)
        near = [other for other in self.paths
                if os.path.dirname(other) == directory and other.endswith(SOURCES)]
        if len(near) <= MANY:
            return near
        stem = os.path.basename(path)[:4]
        return [other for other in near if os.path.basename(other).startswith(stem)]

    def users(self, path):
        """Sources that include a header, the nearest first; where there are none, those that include a
        header which includes it."""
        open_paths, seen = [path], {path}
        for _ in range(4):
            names = [os.path.basename(header).encode() for header in open_paths]
            found, headers = [], []
            for other in self.paths:
                if other in seen or not other.endswith(SOURCES + HEADERS):
                    continue
                text = (self.tree / other).read_bytes()
                if not any(name in text for name in names):
                    continue
                seen.add(other)
                if other.endswith(SOURCES):
                    found.append((-len(os.path.commonprefix([other, path])), other))
                else:
                    headers.append(other)
            if found or not headers:
                return [other for _, other in sorted(found)[:10]] or open_paths
            open_paths = headers
        return open_paths

    def closure(self, files):
        if any(file.endswith(".swift") for file in files):
            return [path for path in self.paths
                    if path.endswith((".swift", ".c", ".h", ".modulemap"))]
        open_paths = list(files)
        for file in files:
            open_paths += self.beside(file)
            if file.endswith(HEADERS):
                open_paths += self.users(file)
        seen = set()
        while open_paths:
            path = open_paths.pop()
            if path in seen:
                continue
            seen.add(path)
            open_paths += self.included(path)
        return sorted(seen)


def excerpt(tree, files, into):
    """A tree of what the files need, in the directory `into`; there already, it is kept."""
    into = Path(into)
    done = into.with_name(into.name + ".done")
    if done.exists():
        return into
    surroundings = Surroundings(tree)
    present = [file for file in files if (Path(tree) / file).is_file()]
    (into / ".git").mkdir(parents=True, exist_ok=True)
    kept = [path for path in surroundings.paths
            if path in ("Package.swift", "compile_flags.txt", "compile_commands.json")]
    for path in surroundings.closure(present) + kept:
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(tree) / path, target)
    done.touch()
    return into
