import OrderLint

/// Every rule, in the order of their ids.
public enum Registry {
  public static let all: [any Rule.Type] = [
    FenceOnWrongSide.self,
    GuardLoadWithoutAcquire.self,
    InvalidCASFailureOrder.self,
    InvalidLoadStoreOrder.self,
    LoadStoreNotRMW.self,
    NoOpFence.self,
    PublishWithoutRelease.self,
    RefcountDropOrder.self,
    SeqcstMixedOnOneAtomic.self,
    SeqlockReaderMissingAcquireFence.self,
    SeqlockWriterMissingReleaseFence.self,
    SpinlockOrder.self,
    StoreBufferingNeedsSeqcst.self,
    SwiftAtomicAccessorCompound.self,
  ]
}
