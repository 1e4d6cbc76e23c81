using System.Runtime.CompilerServices;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore.Metadata;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Queries compiled once by the application.</summary>
internal static class CompiledShapes
{
    private const string Operators = "EF.CompileQuery";
    private const string User = "sharded";

    // EF binds a compiled query to the model that it first runs with, so there is a set of them a model.
    private static readonly ConditionalWeakTable<IModel, CompiledQueries> Queries = [];

    public static IEnumerable<QueryShape> All { get; } =
    [
        Steps("key", Operators, User, Asked.One, (db, k) =>
            Of(db).PostsOf(db, k.User).ToList(), (db, k, c) => List(Of(db).PostsOfAsync(db, k.User), c)).Ordered(),
        Steps("another key for each run", Operators, User, Asked.Some,
            (db, k) => Of(db).PostsOf(db, k.User).Concat(Of(db).PostsOf(db, k.Other)).ToList(),
            async (db, k, c) => (await List(Of(db).PostsOfAsync(db, k.User), c)).Concat(await List(Of(db).PostsOfAsync(db, k.Other), c)).ToList())
            .Ordered(),
        Steps("pages", Operators, User, Asked.All, (db, _) => Of(db).Page(db, 5, 10).ToList(), (db, _, c) => List(Of(db).PageAsync(db, 5, 10), c))
            .Ordered(),
        Steps("keys in a list", Operators + " Contains", User, Asked.Some, (db, k) =>
            Of(db).Among(db, k.TwoShards).ToList(), (db, k, c) => List(Of(db).AmongAsync(db, k.TwoShards), c)),
        Steps("keys in a list of one", Operators + " Contains", User, Asked.One, (db, k) =>
            Of(db).Among(db, [k.User]).ToList(), (db, k, c) => List(Of(db).AmongAsync(db, [k.User]), c)),
        Steps("keys in an empty list", Operators + " Contains", User, Asked.None, (db, _) =>
            Of(db).Among(db, []).ToList(), (db, _, c) => List(Of(db).AmongAsync(db, []), c)),
        Steps("Single with Include", Operators + " Single", "two sharded, one group", Asked.One, (db, k) =>
            Of(db).ById(db, k.User), (db, k, _) => Of(db).ByIdAsync(db, k.User)),
        Steps("Count", Operators + " Count", User, Asked.All, (db, _) => Of(db).CountRated(db, 3), (db, _, _) => Of(db).CountRatedAsync(db, 3)),
    ];

    private static CompiledQueries Of(BlogContext db) => Queries.GetValue(db.Model, _ => new());

    private static async Task<List<T>> List<T>(IAsyncEnumerable<T> rows, CancellationToken cancellation)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            list.Add(row);
        }

        return list;
    }
}
