using System.Runtime.CompilerServices;
using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Guide;

/// <summary>A row of docs/queries.md: a kind of query, by an example that runs.</summary>
/// <param name="Name">What the query is about.</param>
/// <param name="Source">The example as it stands in the code.</param>
/// <param name="Query">The example.</param>
/// <param name="AskAsync">Runs it.</param>
/// <param name="AskOneAsync">Asks one database, without EfShard, for the same rows.</param>
internal sealed record QueryKind(
    string Name, string Source, Func<TrackerContext, IQueryable> Query, Func<TrackerContext, Task<Lines>> AskAsync, Func<TrackerContext, Task<Lines>> AskOneAsync)
{
    private const string Lambda = "db => ";

    public static QueryKind Of<T>(string name, Func<TrackerContext, IQueryable<T>> query, [CallerArgumentExpression(nameof(query))] string source = "")
        => Of(name, query, query, source);

    /// <summary>A query that says something which plain EF Core does not know, with the one that means the same there.</summary>
    public static QueryKind Of<T>(
        string name,
        Func<TrackerContext, IQueryable<T>> query,
        Func<TrackerContext, IQueryable<T>> onOneDatabase,
        [CallerArgumentExpression(nameof(query))] string source = "")
        => new(
            name,
            string.Join(' ', source[Lambda.Length..].Split('\n', StringSplitOptions.TrimEntries)).Replace(" .", ".", StringComparison.Ordinal),
            query,
            db => RunAsync(query, db),
            db => RunAsync(onOneDatabase, db));

    public override string ToString() => Name;

    private static async Task<Lines> RunAsync<T>(Func<TrackerContext, IQueryable<T>> query, TrackerContext db)
        => typeof(T).Namespace == typeof(Thing).Namespace
            ? Lines.OfEntities([.. (await query(db).ToListAsync()).Cast<object>()], db, isOrdered: false)
            : Lines.Of(await query(db).ToListAsync(), isOrdered: false);
}
