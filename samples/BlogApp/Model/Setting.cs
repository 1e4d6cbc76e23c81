namespace BlogApp.Model;

/// <summary>A fact about the whole blog. Unsharded: one shard holds the table.</summary>
public sealed class Setting
{
    /// <summary>Present once the database is complete: a first start that was interrupted leaves none, and is done over.</summary>
    public const string Prepared = "prepared";

    /// <summary>The id of the user whose feed and writing desk the navigation shows: the sample has no sign-in.</summary>
    public const string Reader = "reader";

    /// <summary>When and what was last imported.</summary>
    public const string LastImport = "last-import";

    public required string Name { get; init; }

    public required string Value { get; set; }
}
