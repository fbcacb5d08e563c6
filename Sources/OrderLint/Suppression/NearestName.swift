/// Finds what a mistyped name probably meant.
package enum NearestName {
  /// The candidates close to `name`, nearest first, at most three.
  package static func of(_ name: String, among candidates: [String]) -> [String] {
    let limit = max(2, name.count / 3)
    let ranked = candidates.map { candidate -> (distance: Int, name: String) in
      let isPart = name.count >= 3 && candidate.contains(name)
      return (isPart ? 1 : distance(Array(name), Array(candidate)), candidate)
    }
    return ranked.filter { $0.distance <= limit }.sorted { $0 < $1 }.prefix(3).map(\.name)
  }

  /// The number of insertions, deletions and replacements between two names.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (character == other ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous.last ?? 0
  }
}
