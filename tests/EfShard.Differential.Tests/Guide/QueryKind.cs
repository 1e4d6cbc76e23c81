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
internal sealed record QueryKind(string Name, string Source, Func<TrackerContext, IQueryable> Query, Func<TrackerContext, Task<Lines>> AskAsync)
{
    private const string Lambda = "db => ";

    public static QueryKind Of<T>(string name, Func<TrackerContext, IQueryable<T>> query, [CallerArgumentExpression(nameof(query))] string source = "")
        => new(
            name,
            string.Join(' ', source[Lambda.Length..].Split('\n', StringSplitOptions.TrimEntries)).Replace(" .", ".", StringComparison.Ordinal),
            query,
            async db => typeof(T).Namespace == typeof(Thing).Namespace
                ? Lines.OfEntities([.. (await query(db).ToListAsync()).Cast<object>()], db, isOrdered: false)
                : Lines.Of(await query(db).ToListAsync(), isOrdered: false));

    public override string ToString() => Name;
}
