// A package must have a target, and a target a source file.
