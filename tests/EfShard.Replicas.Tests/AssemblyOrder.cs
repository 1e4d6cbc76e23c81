// A cluster is many servers: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
