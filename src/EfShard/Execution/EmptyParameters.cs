namespace EfShard.Execution;

/// <summary>The parameters of a statement that has none.</summary>
internal static class EmptyParameters
{
    public static readonly IReadOnlyDictionary<string, object?> Instance = new Dictionary<string, object?>();
}
