/// What a function's name says about the life of the object it works on: C has no `init` and
/// `deinit`.
enum Lifetime: Sendable {
  /// Has the object it is given to itself.
  case constructor
  /// Has all it touches to itself.
  case destructor
  case neither

  private static let constructors: Set<String> = [
    "init", "initialize", "create", "new", "alloc", "construct", "ctor", "setup",
  ]
  private static let destructors: Set<String> = [
    "deinit", "destroy", "fini", "finalize", "teardown", "dtor", "destruct", "uninit",
  ]

  /// One part of each of these words.
  private static let hints = [
    "init", "create", "new", "alloc", "struct", "ctor", "setup", "destroy", "fin", "teardown",
    "dtor",
  ].map { Array($0.utf8) }

  /// What says so in names like `ringSetupData`, too, where other words of the two lists are verbs
  /// for many things.
  private static let capitalized: Set<String> = ["init", "initialize", "setup"]

  /// - Parameter words: those of the name, where a capital begins one.
  init(of name: String, words: [String]) {
    // What says nothing in any part says nothing as a whole word.
    let letters = NameWords.lowercased(name)
    guard Self.hints.contains(where: { NameWords.contains($0, in: letters) }) else {
      self = .neither
      return
    }
    let runs = name.lowercased().utf8.split { byte in
      // Letters beyond ASCII are letters here, too.
      !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) && byte < 0x80
    }.map { String(Substring($0)) }
    if runs.contains(where: Self.destructors.contains) {
      self = .destructor
    } else if runs.contains(where: Self.constructors.contains)
      || words.contains(where: Self.capitalized.contains)
    {
      self = .constructor
    } else {
      self = .neither
    }
  }
}

extension Function {
  /// Whether the function changes what it is given in one step, as others do at the same time: `alloc`
  /// takes from a pool that is there already.
  var competesForParameters: Bool {
    events.contains { event in
      switch event.kind {
      case .update(let address, _, _, _), .compareExchange(let address, _, _, _, _, _):
        if case .parameter = address.root { true } else { false }
      case .read, .write, .assign, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .call,
        .opaque:
        false
      }
    }
  }
}
