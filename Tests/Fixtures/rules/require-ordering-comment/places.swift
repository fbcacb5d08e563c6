// origin: where a comment may stand, in Swift
import Synchronization

let hits = Atomic<Int>(0)

func behind() -> Int { hits.load(ordering: .relaxed) }  // A figure.

/// A figure.
func aboveFunction() -> Int { hits.load(ordering: .relaxed) }

func continued() -> Int {
  // A figure.
  let sum =
    hits.load(ordering: .relaxed)
  return sum
}

func none() -> Int {
  let text = "// no comment"
  return text.count + hits.load(ordering: .relaxed)

  // expect@-2: require-ordering-comment "relaxed load of 'hits'"
}

func suppressed() -> Int {
  // NOLINTNEXTLINE(orderlint-consume-order)
  return hits.load(ordering: .acquiring)

  // expect@-2: require-ordering-comment "acquire load"
}

func strong() -> Int { hits.load(ordering: .sequentiallyConsistent) }
