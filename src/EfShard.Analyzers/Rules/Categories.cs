namespace EfShard.Analyzers.Rules;

/// <summary>The categories of rules, as <c>.editorconfig</c> names them.</summary>
internal static class Categories
{
    public const string Queries = "EfShard.Queries";
    public const string Model = "EfShard.Model";
    public const string Writes = "EfShard.Writes";
}
