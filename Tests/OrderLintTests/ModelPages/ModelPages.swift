/// The classic examples.
enum ModelPages {
  static let all = [
    storeBuffering, mixed, seqlock, messagePassing, independentReads, releaseSequence,
  ]

  private typealias Example = ModelPage.Example

  private static let storeBuffering: ModelPage = {
    func example(
      _ heading: String, _ text: String, _ orders: [String], _ isAllowed: Bool,
      picture: String? = nil
    ) -> Example {
      Example(
        heading: heading, text: text,
        program: "W.\(orders[0]) x 1; r0=R.\(orders[1]) y || W.\(orders[2]) y 1; "
          + "r0=R.\(orders[3]) x",
        condition: "(0:r0=0 /\\ 1:r0=0)", isAllowed: isAllowed, picture: picture)
    }
    func fenced(_ heading: String, _ text: String, _ fence: String, _ isAllowed: Bool) -> Example {
      Example(
        heading: heading, text: text,
        program: "W.rlx x 1; F.\(fence); r0=R.rlx y || W.rlx y 1; F.\(fence); r0=R.rlx x",
        condition: "(0:r0=0 /\\ 1:r0=0)", isAllowed: isAllowed)
    }
    var strong = example(
      "All seq_cst",
      "Every order S puts one of the stores first, and the other thread's load sees "
        + "it. These are all the orders, with what the loads return in each.",
      ["sc", "sc", "sc", "sc"], false)
    strong.listsTotalOrders = true
    return ModelPage(
      name: "store-buffering", title: "Store buffering",
      text: "Each thread writes its own variable and then reads the other's. Can both miss each "
        + "other? Dekker's mutual exclusion, hazard pointers and every sleep-and-wake protocol "
        + "depend on the answer.",
      examples: [
        example(
          "Relaxed", "Nothing keeps the store before the load.", ["rlx", "rlx", "rlx", "rlx"], true,
          picture: "store-buffering-relaxed"),
        example(
          "Release and acquire",
          "They order a store after what precedes it and a load before what "
            + "follows it. The store and the later load are the one pair they leave alone.",
          ["rel", "acq", "rel", "acq"], true, picture: "store-buffering-release-acquire"),
        example(
          "Three of four seq_cst", "One weaker access drops out of S, and with it the guarantee.",
          ["sc", "acq", "sc", "sc"], true, picture: "store-buffering-three-of-four"),
        strong,
        fenced("acq_rel fences", "A fence that is not seq_cst does not help.", "ar", true),
        fenced(
          "seq_cst fences", "A seq_cst fence between store and load on both sides does.", "sc",
          false),
      ])
  }()

  private static let mixed = ModelPage(
    name: "mixed-seq-cst", title: "seq_cst mixed with weaker orders",
    text:
      "Since C++20 a happens-before edge that passes through an access weaker than seq_cst does "
      + "not constrain S. So A may happen before C although C precedes A in S: "
      + "S = C → D → E → A, the numbers in the pictures.",
    examples: [
      Example(
        heading: "An acquire load on the way",
        text: "A is the store of x, which synchronizes with the acquire load before C, the load of "
          + "h. C misses D, the store of h; E, the load of x, misses A.",
        program: "W.sc x 1 || r0=R.acq x; r1=R.sc h || W.sc h 1; r0=R.sc x",
        condition: "(1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0)", isAllowed: true, picture: "mixed-acquire",
        listsTotalOrders: false),
      Example(
        heading: "The same with seq_cst",
        text: "Now both ends of the synchronization are in S, which has to respect it.",
        program: "W.sc x 1 || r0=R.sc x; r1=R.sc h || W.sc h 1; r0=R.sc x",
        condition: "(1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0)", isAllowed: false),
      Example(
        heading: "A release store on the way",
        text:
          "A is the store of h, before a release store of x that C, a seq_cst load of x, reads. "
          + "A happens before C. D overwrites x, and E misses A.",
        program: "W.sc h 1; W.rel x 1 || r0=R.sc x; r1=R.rlx x || W.sc x 2; r0=R.sc h",
        condition: "(1:r0=1 /\\ 1:r1=2 /\\ 2:r0=0)", isAllowed: true, picture: "mixed-release"),
      Example(
        heading: "The store of x seq_cst as well", text: "The edge from A to C is in S again.",
        program: "W.sc h 1; W.sc x 1 || r0=R.sc x; r1=R.rlx x || W.sc x 2; r0=R.sc h",
        condition: "(1:r0=1 /\\ 1:r1=2 /\\ 2:r0=0)", isAllowed: false),
    ])

  private static let seqlock: ModelPage = {
    func example(
      _ heading: String, _ text: String, writer: String, reader: String, _ isAllowed: Bool,
      picture: String? = nil
    ) -> Example {
      let fences = [writer, reader].map { $0.isEmpty ? "" : "F.\($0); " }
      return Example(
        heading: heading, text: text,
        program: "W.rlx s 1; \(fences[0])W.rlx a 1; W.rlx b 1; W.rel s 2 || "
          + "r0=R.acq s; r1=R.rlx a; r2=R.rlx b; \(fences[1])r3=R.rlx s",
        condition: "(1:r0=0 /\\ 1:r1=1 /\\ 1:r2=0 /\\ 1:r3=0)", isAllowed: isAllowed,
        picture: picture)
    }
    return ModelPage(
      name: "seqlock", title: "Sequence lock",
      text: "The writer makes s odd, writes a and b, and makes s even. The reader accepts what it "
        + "read if s was the same even number before and after. Can it accept a torn pair?",
      examples: [
        example(
          "Both fences",
          "A release fence after the odd store, an acquire fence before s is read "
            + "again.", writer: "rel", reader: "acq", false),
        example(
          "Without the writer's fence",
          "The payload may be seen before s turns odd. Making the odd "
            + "store a release does not help: it orders what comes before it.",
          writer: "", reader: "acq", true, picture: "seqlock-no-writer-fence"),
        example(
          "Without the reader's fence",
          "The payload may be read after s is read again. Making the "
            + "second read of s an acquire does not help: it orders what comes after it.",
          writer: "rel", reader: "", true, picture: "seqlock-no-reader-fence"),
        example("Without both", "", writer: "", reader: "", true),
      ])
  }()

  private static let messagePassing: ModelPage = {
    func example(
      _ heading: String, _ text: String, _ store: String, _ load: String, _ isAllowed: Bool,
      picture: String? = nil
    ) -> Example {
      Example(
        heading: heading, text: text, program: "W.rlx x 1; \(store) || \(load)",
        condition: "(1:r0=1 /\\ 1:r1=0)", isAllowed: isAllowed, picture: picture)
    }
    return ModelPage(
      name: "message-passing", title: "Message passing",
      text: "One thread writes data and raises a flag; another sees the flag and reads the data.",
      examples: [
        example(
          "Relaxed", "", "W.rlx y 1", "r0=R.rlx y; r1=R.rlx x", true,
          picture: "message-passing-relaxed"),
        example(
          "Release store only", "The reader has to acquire.", "W.rel y 1", "r0=R.rlx y; r1=R.rlx x",
          true),
        example(
          "Release and acquire", "", "W.rel y 1", "r0=R.acq y; r1=R.rlx x", false),
        example(
          "Fences",
          "A release fence before the store and an acquire fence after the load do the "
            + "same.", "F.rel; W.rlx y 1", "r0=R.rlx y; F.acq; r1=R.rlx x", false),
      ])
  }()

  private static let independentReads: ModelPage = {
    func example(
      _ heading: String, _ text: String, _ write: String, _ read: String, _ isAllowed: Bool,
      picture: String? = nil
    ) -> Example {
      Example(
        heading: heading, text: text,
        program: "W.\(write) x 1 || W.\(write) y 1 || r0=R.\(read) x; r1=R.\(read) y || "
          + "r0=R.\(read) y; r1=R.\(read) x",
        condition: "(2:r0=1 /\\ 2:r1=0 /\\ 3:r0=1 /\\ 3:r1=0)", isAllowed: isAllowed,
        picture: picture)
    }
    return ModelPage(
      name: "iriw", title: "Independent reads of independent writes",
      text: "Can two readers disagree on the order of two writes?",
      examples: [
        example(
          "Release and acquire", "Two writes without any order between them may be seen in either.",
          "rel", "acq", true, picture: "iriw-release-acquire"),
        example("All seq_cst", "S is one order for everybody.", "sc", "sc", false),
      ])
  }()

  private static let releaseSequence = ModelPage(
    name: "release-sequence", title: "Release sequence through a read-modify-write",
    text: "Whoever acquires a value that read-modify-writes have carried on from a release store "
      + "synchronizes with that store.",
    examples: [
      Example(
        heading: "A relaxed update in between",
        text: "It continues the release sequence although it is relaxed.",
        program: "W.rlx x 1; W.rel y 1 || r0=ADD.rlx y 1 || r0=R.acq y; r1=R.rlx x",
        condition: "(1:r0=1 /\\ 2:r0=2 /\\ 2:r1=0)", isAllowed: false),
      Example(
        heading: "The carried edge",
        text: "The load reads from the update, and synchronizes with the release store.",
        program: "W.rlx x 1; W.rel y 1 || r0=ADD.rlx y 1 || r0=R.acq y; r1=R.rlx x",
        condition: "(1:r0=1 /\\ 2:r0=2 /\\ 2:r1=1)", isAllowed: true,
        picture: "release-sequence-update"),
      Example(
        heading: "A store in between",
        text: "A store does not continue it: since C++20 not even one of the same thread.",
        program: "W.rlx x 1; W.rel y 1; W.rlx y 2 || r0=R.acq y; r1=R.rlx x",
        condition: "(1:r0=2 /\\ 1:r1=0)", isAllowed: true, picture: "release-sequence-store"),
    ])
}
