using Xunit;

// The steps of the protocol are watched by one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
