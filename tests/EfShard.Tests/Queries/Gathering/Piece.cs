using EfShard.Tests.Model.Blog;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>A query of which shards can do a piece each by themselves.</summary>
/// <param name="Name">What the piece is.</param>
/// <param name="Query">The query; it orders its rows, or has one.</param>
/// <param name="Ships">What the plan must say, a line a part.</param>
/// <param name="MostRows">The most rows that may be brought together.</param>
public sealed record Piece(string Name, Func<BlogContext, IQueryable<string>> Query, IReadOnlyList<string> Ships, Func<BlogData, int> MostRows);
