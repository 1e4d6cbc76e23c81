namespace EfShard.Differential.Tests.Model;

/// <summary>A reference table in the mixed layout.</summary>
public sealed class Plan : Thing;
