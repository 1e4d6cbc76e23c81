namespace EfShard.Tests.Queries.Values;

/// <summary>Values that are spread over the shards.</summary>
public class Sample : SampleValues;
