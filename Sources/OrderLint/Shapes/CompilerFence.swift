import MemoryModel

/// A barrier for the compiler, or one against signal handlers, that stands where threads need a
/// fence.
public struct CompilerFence: Sendable {
  public var publication: Publication
  /// The thread it stands in: 0 writes the flag, 1 reads it.
  public var thread: Int
  public var item: Int
  public var needed: MemoryOrder
  public var isMended: Bool
}

/// Finds barriers for the compiler between the two accesses of a publication that need a fence.
struct CompilerFenceFinder {
  let oracle: Oracle

  func find(among publications: [Publication]) -> [CompilerFence] {
    var known: Set<SourceRange> = []
    return publications.flatMap { shape in
      [0, 1].compactMap { compilerFence(in: $0, of: shape) }
    }.filter { known.insert($0.publication.cut.item($0.thread, $0.item).range).inserted }
  }

  private func compilerFence(in thread: Int, of shape: Publication) -> CompilerFence? {
    guard let fence = shape.compilerFence(in: thread), !shape.isOfNobodyKnown else { return nil }
    let needed: MemoryOrder = thread == 0 ? .release : .acquire
    let flag = shape.cut.origin(thread, thread == 0 ? shape.store : shape.load)
    let edit: ScenarioEdit =
      thread == 0 ? .insertFence(needed, before: flag) : .insertFence(needed, after: flag)
    let mended = shape.cut.scenario.applying([edit])
    guard oracle.ask(shape.question, of: mended.idealizing(thread: 1 - thread)).isForbidden else {
      return nil
    }
    return CompilerFence(
      publication: shape, thread: thread, item: fence, needed: needed,
      isMended: oracle.ask(shape.question, of: mended).isForbidden)
  }
}

extension Publication {
  /// Whether neither side's flag lies in an object that has a name: what each thread has for itself.
  fileprivate var isOfNobodyKnown: Bool {
    [(0, store), (1, load)].allSatisfy { thread, item in
      if case .unknown? = cut.item(thread, item).address?.base { true } else { false }
    }
  }

  /// The barrier for the compiler that a weak half has between its two accesses, if it has one.
  public func compilerFence(in thread: Int) -> Int? {
    let (isWeak, first, last) =
      thread == 0 ? (writerIsWeak, accessBefore, store) : (readerIsWeak, load, accessAfter)
    guard isWeak, first < last else { return nil }
    return cut.items(thread).indices[first...last].first { index in
      if case .fence(_, .signal) = cut.item(thread, index).kind { true } else { false }
    }
  }
}
