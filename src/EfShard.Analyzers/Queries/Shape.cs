using System;
using System.Collections.Generic;
using System.Linq;

namespace EfShard.Analyzers.Queries;

/// <summary>What an expression in a query stands for.</summary>
internal abstract record Shape
{
    private Shape()
    {
    }

    /// <summary>An entity: of one source, or of several where sets were concatenated.</summary>
    internal sealed record OfEntity(ValueList<Source> Sources) : Shape;

    /// <summary>A column of one or, after a concatenation, of several sources.</summary>
    internal sealed record OfColumn(ValueList<Column> Columns) : Shape;

    /// <summary>An anonymous type, a record, an object with initialisers.</summary>
    internal sealed record OfRecord(IReadOnlyDictionary<string, Shape> Members) : Shape;

    /// <summary>A query, a collection navigation or a group; a group has a key.</summary>
    internal sealed record OfQuery(Query Query, Shape? Key = null) : Shape;

    /// <summary>A value from outside the query. Equal keys are equal values.</summary>
    internal sealed record OfValue(object Key) : Shape;

    /// <summary>Anything else.</summary>
    internal sealed record Nothing : Shape
    {
        public static Nothing Instance { get; } = new();
    }

    /// <summary>The sources that the shape's rows come from.</summary>
    public IEnumerable<Source> AllSources => this switch
    {
        OfEntity entity => entity.Sources,
        OfColumn column => column.Columns.Select(c => c.Source),
        OfRecord record => record.Members.Values.SelectMany(member => member.AllSources),
        OfQuery query => query.Query.Element.AllSources,
        _ => [],
    };

    /// <summary>The sources whose entities are in the shape as such.</summary>
    public IEnumerable<Source> Entities => this switch
    {
        OfEntity entity => entity.Sources,
        OfRecord record => record.Members.Values.SelectMany(member => member.Entities),
        OfQuery query => query.Query.Element.Entities,
        _ => [],
    };

    /// <summary>What either of two branches gives.</summary>
    public static Shape Merge(Shape left, Shape right) => (left, right) switch
    {
        (OfEntity a, OfEntity b) => new OfEntity(a.Sources.Concat(b.Sources)),
        (OfColumn a, OfColumn b) => new OfColumn(a.Columns.Concat(b.Columns)),
        (OfRecord a, OfRecord b) => new OfRecord(a.Members.Keys.Intersect(b.Members.Keys).ToDictionary(
            name => name, name => Merge(a.Members[name], b.Members[name]), StringComparer.Ordinal)),
        _ => Nothing.Instance,
    };
}
