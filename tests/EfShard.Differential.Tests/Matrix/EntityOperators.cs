using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Rows;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Entities with what belongs to them.</summary>
internal static class EntityOperators
{
    private const string Keyless = "it has no key, so that EF Core loads it only as a row";
    private const string Alone = "nothing belongs to it";

    public static IReadOnlyList<MatrixOperator> All { get; } =
    [
        Entities("entities", new(Include: false, Tracked: true)),
        Entities("entities, Where, OrderBy, Take", new(Include: false, Take: 5) { Where = r => r.Number > 0 }),
        Entities("Include", new(Include: true, Tracked: true)),
        Entities("Include, split", new(Include: true, Split: true)),
        Entities("Include, Skip, Take", new(Include: true, Skip: 2, Take: 4)),
        Entities("Include, Skip, Take, split", new(Include: true, Split: true, Skip: 2, Take: 4, Tracked: true)),
        new("SelectMany of a navigation", async (db, source) => Lines.Of(await source.Children(db)!.ToListAsync(), isOrdered: false)) { Impossible = Childless },
        new("collections in rows", async (db, source) => Lines.Of(await source.Families(db)!.ToListAsync(), isOrdered: false)) { Impossible = Childless },
    ];

    private static MatrixOperator Entities(string name, EntityQuery query)
        => new(name, async (db, source) => Lines.OfEntities(await source.Entities(db, query)!.ToListAsync(), db, isOrdered: query.Take is not null))
        {
            Impossible = source => !source.HasEntities ? Keyless : query.Include && !source.HasIncludes ? Alone : null,
        };

    private static string? Childless(Source source) => source.HasChildren ? null : Alone;
}
