namespace EfShard.Tests.Architecture;

/// <summary>Finds the area (folder) of the library's types: a type lives where the file of its name lies.</summary>
internal static class Areas
{
    private static readonly Dictionary<string, string> AreaOfType = SourceTree.Files
        .SelectMany(file => file.TopLevelTypes.Select(type => (type, file.Area)))
        .GroupBy(pair => pair.type)
        .ToDictionary(group => group.Key, group => group.Select(pair => pair.Area).Distinct().Single());

    /// <summary>The library's own top-level types; what the compiler adds is left out.</summary>
    public static IReadOnlyList<Type> LibraryTypes { get; } =
    [
        .. typeof(ShardKeyException).Assembly.GetTypes()
            .Where(type => !type.IsNested && !type.Name.StartsWith('<') && type.Namespace is { } name
                && (name.StartsWith("EfShard", StringComparison.Ordinal) || name == "Microsoft.EntityFrameworkCore"))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The area of a type of the library, a nested one's that of the outermost; null for types of others.</summary>
    public static string? Of(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Assembly == typeof(ShardKeyException).Assembly ? AreaOfType.GetValueOrDefault(NameOf(type)) : null;
    }

    public static string NameOf(Type type) => type.Name.Split('`')[0];
}
