namespace EfShard.Differential.Tests.Model;

/// <summary>An unsharded table in the mixed layout.</summary>
public sealed class Setting : Thing;
