extension HerdParser {
  private static let kernelPrefixes = [
    "smp_", "rcu_", "srcu_", "synchronize_", "spin_", "xchg", "cmpxchg", "atomic_read",
    "atomic_set", "atomic_add", "atomic_sub", "atomic_inc", "atomic_dec", "atomic_xchg",
    "atomic_cmpxchg", "atomic_long_", "__atomic_add", "__atomic_op", "__atomic_fetch_op", "__load",
    "__store", "__fence", "__xchg", "__cmpxchg", "__srcu", "__lock", "__unlock", "__trylock",
    "atomic_and", "atomic_or", "atomic_xor", "atomic_andnot", "atomic_fetch_inc",
    "atomic_fetch_dec", "atomic_fetch_andnot", "atomic_cond_read", "wake_up", "set_mb",
  ]
  private static let kernelNames: Set<String> = [
    "READ_ONCE", "WRITE_ONCE", "ACCESS_ONCE", "spinlock_t", "atomic_t", "atomic64_t",
    "srcu_struct", "barrier", "mb", "rmb", "wmb", "ATOMIC_INIT",
  ]
  /// C11's operations with an order behind their names: the kernel appends `_acquire` and the like.
  private static let kernelSuffixes = ["_relaxed", "_acquire", "_release"]

  static func isKernel(_ name: String) -> Bool {
    if kernelNames.contains(name) { return true }
    if kernelPrefixes.contains(where: { name.hasPrefix($0) }) { return true }
    return name.hasPrefix("atomic_fetch_") && kernelSuffixes.contains { name.hasSuffix($0) }
  }

  /// A test for the Linux kernel's memory model has no meaning under C++20's.
  func refuseKernel(_ token: HerdToken) throws(LitmusSyntaxError) {
    guard Self.isKernel(token.text) else { return }
    throw failure(
      "'\(token.text)' makes this a test of the Linux kernel's memory model (LKMM), which is not "
        + "C++20's; only C11 operations can be checked", at: token)
  }
}
