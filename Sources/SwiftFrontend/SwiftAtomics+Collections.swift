/// The standard library's collections, as far as they concern memory.
extension SwiftAtomics {
  /// Methods that change the collection, string or flag they are called on.
  static let mutatingMethods: Set<String> = [
    "append", "insert", "remove", "removeAll", "removeFirst", "removeLast", "removeSubrange",
    "removeValue", "replaceSubrange", "popLast", "popFirst", "sort", "reverse", "shuffle",
    "swapAt", "partition", "merge", "formUnion", "formIntersection", "formSymmetricDifference",
    "subtract", "update", "updateValue", "reserveCapacity", "prepend", "toggle", "negate",
    "withUnsafeMutableBufferPointer", "withUnsafeMutableBytes",
  ]

  /// Whether a type that no file declares is known to be a value: a struct of C, or one of Foundation's
  /// and the collections package's.
  static func isValueType(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    return first >= 97 || first == 95 || valueTypes.contains(name) || name.hasSuffix("OptionSet")
  }

  private static let valueTypes: Set<String> = [
    "Data", "IndexSet", "IndexPath", "CharacterSet", "Date", "DateComponents", "URL",
    "URLComponents", "UUID", "AttributedString", "OrderedSet", "OrderedDictionary", "BitSet",
    "BitArray", "Heap", "TreeSet", "TreeDictionary", "RigidArray", "UniqueArray", "ByteBuffer",
    "Slice", "Range", "ClosedRange", "Decimal", "Duration",
  ]

  enum MethodResult { case scalar, element, collection, other }

  /// Methods that read a collection, and what they give.
  static let readingMethods: [String: MethodResult] = {
    var table: [String: MethodResult] = [:]
    for name in [
      "contains", "allSatisfy", "firstIndex", "lastIndex", "index", "starts", "elementsEqual",
      "hasPrefix", "hasSuffix", "isSubset", "isSuperset", "isDisjoint", "distance", "hash",
    ] { table[name] = .scalar }
    for name in ["first", "last", "min", "max", "randomElement", "popLast", "popFirst"] {
      table[name] = .element
    }
    for name in ["remove", "removeFirst", "removeLast", "removeValue", "updateValue"] {
      table[name] = .element
    }
    for name in [
      "filter", "sorted", "reversed", "shuffled", "prefix", "suffix", "dropFirst", "dropLast",
      "drop", "union", "intersection", "subtracting", "symmetricDifference", "merging", "lazy",
    ] { table[name] = .collection }
    for name in [
      "map", "compactMap", "flatMap", "forEach", "reduce", "enumerated", "joined", "split",
      "mapValues", "compactMapValues", "makeIterator",
    ] { table[name] = .other }
    return table
  }()

  enum CollectionProperty { case scalar, element, view }

  /// Properties of collections and strings that read all of them.
  static let collectionProperties: [String: CollectionProperty] = {
    var table: [String: CollectionProperty] = [:]
    for name in [
      "isEmpty", "count", "description", "debugDescription", "hashValue", "startIndex", "endIndex",
      "capacity", "underestimatedCount",
    ] { table[name] = .scalar }
    for name in ["first", "last"] { table[name] = .element }
    for name in ["values", "lazy"] { table[name] = .view }
    return table
  }()

  /// Methods whose result has the elements of the collection, one by one or in another order.
  static let elementViews: Set<String> = [
    "reversed", "lazy", "dropFirst", "dropLast", "makeIterator",
  ]
}
