namespace EfShard.Tests.Queries.Values;

/// <summary>The same values in a small unsharded table, to be joined with those that are spread.</summary>
public class Twin : SampleValues;
