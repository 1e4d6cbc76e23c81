using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Rows;

/// <summary>One kind of mapping as a source of queries.</summary>
/// <param name="Name">The kind of mapping.</param>
public abstract record Source(string Name)
{
    /// <summary>About how many rows there are: what keeps random joins small.</summary>
    public int Size { get; init; } = 30;

    /// <summary>Whether anything belongs to its rows.</summary>
    public abstract bool HasChildren { get; }

    /// <summary>Whether it has entities to load, which a keyless one has not.</summary>
    public bool HasEntities { get; init; } = true;

    /// <summary>Whether anything can be loaded with its entities.</summary>
    public abstract bool HasIncludes { get; }

    /// <summary>The source's rows.</summary>
    public abstract IQueryable<Row> Rows(TrackerContext db);

    /// <summary>The rows of what belongs to each row: a navigation, an owned collection, values inside a column. Null where there is nothing.</summary>
    public abstract IQueryable<Row>? Children(TrackerContext db);

    /// <summary>For each row its text, and what belongs to it: how many, and some of it in order.</summary>
    public abstract IQueryable<Family>? Families(TrackerContext db);

    /// <summary>The entities themselves, loaded in one of several ways; null where the source has no entity with a key.</summary>
    public abstract IQueryable<object>? Entities(TrackerContext db, EntityQuery query);

    public override string ToString() => Name;
}
