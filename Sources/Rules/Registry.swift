import OrderLint

/// Every rule, in the order of their ids.
public enum Registry {
  public static let all: [any Rule.Type] = [
    ABAPronePop.self,
    AtomicTwiceInExpression.self,
    CASExpectedNotReset.self,
    CASFailureValueDereferenced.self,
    CASWeakWithoutLoop.self,
    ConsumeOrder.self,
    CountdownOrder.self,
    DoubleCheckedFastPath.self,
    FenceOnWrongSide.self,
    GuardLoadWithoutAcquire.self,
    InvalidCASFailureOrder.self,
    InvalidLoadStoreOrder.self,
    LoadStoreNotRMW.self,
    NoOpFence.self,
    PairingObjectMismatch.self,
    PublishWithoutRelease.self,
    RMWMissingHalf.self,
    RefcountDropOrder.self,
    RelayWithoutAcquire.self,
    ReleaseSequenceBrokenByStore.self,
    SPSCIndexOrder.self,
    SeqcstMixedOnOneAtomic.self,
    SeqlockCloseOrExclusion.self,
    SeqlockReaderMissingAcquireFence.self,
    SeqlockWriterMissingReleaseFence.self,
    SleepFlagLostWakeup.self,
    SnapshotLoadOrder.self,
    SpinlockOrder.self,
    StoreBufferingNeedsSeqcst.self,
    SwiftAtomicAccessorCompound.self,
    UniqueCheckRelaxed.self,
  ]
}
