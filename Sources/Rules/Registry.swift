import OrderLint

/// Every rule, in the order of their ids.
public enum Registry {
  public static let all: [any Rule.Type] = [
    CASFailureValueDereferenced.self,
    ConsumeOrder.self,
    CountdownOrder.self,
    FenceOnWrongSide.self,
    GuardLoadWithoutAcquire.self,
    InvalidCASFailureOrder.self,
    InvalidLoadStoreOrder.self,
    LoadStoreNotRMW.self,
    NoOpFence.self,
    PublishWithoutRelease.self,
    RMWMissingHalf.self,
    RefcountDropOrder.self,
    SeqcstMixedOnOneAtomic.self,
    SeqlockReaderMissingAcquireFence.self,
    SeqlockWriterMissingReleaseFence.self,
    SpinlockOrder.self,
    StoreBufferingNeedsSeqcst.self,
    SwiftAtomicAccessorCompound.self,
  ]
}
