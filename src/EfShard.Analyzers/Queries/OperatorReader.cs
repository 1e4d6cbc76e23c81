using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>Comes in: a query operator and the query that it is applied to. Goes out: the query after it, or the value that it gives.</summary>
internal sealed class OperatorReader
{
    private readonly QueryReader _reader;

    public OperatorReader(QueryReader reader) => _reader = reader;

    public Shape Read(IInvocationOperation call, Shape.OfQuery on)
    {
        var name = Operators.NameOf(call);
        var after = Apply(call, call.Values(), on, name);
        if (Operators.TerminalOf(call) is Terminal.None || after is not Shape.OfQuery { Query: var query })
        {
            return after;
        }

        if (_reader.Reading.Root == call)
        {
            _reader.Finish(Operators.ReturnsValue(name) ? query with { Element = Shape.Nothing.Instance, Includes = [] } : query);
        }

        return Operators.ReturnsValue(name) ? Shape.Nothing.Instance : Operators.ReturnsRow(name) ? query.Element : after;
    }

    private Shape Apply(IInvocationOperation call, ValueList<IOperation> values, Shape.OfQuery on, string name)
    {
        var query = on.Query;
        switch (name)
        {
            case "Where" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "Any" or "Count" or "LongCount":
                Filter(values, query);
                return on;
            case "Select":
                return Select(values, query);
            case "SelectMany":
                return SelectMany(values, query);
            case "Join" or "LeftJoin" or "RightJoin" or "GroupJoin":
                return Join(call, values, query, isGrouped: name == "GroupJoin");
            case "GroupBy":
                return GroupBy(values, query);
            case "Concat" or "Union" or "UnionBy":
                return values is [var other, ..] && _reader.Read(other) is Shape.OfQuery second ? new Shape.OfQuery(Concat(query, second.Query)) : Opaque(on);
            case "Intersect" or "Except" or "IntersectBy" or "ExceptBy":
                return values is [var compared, ..] && _reader.Read(compared) is Shape.OfQuery ? on : Opaque(on);
            case "Include" or "ThenInclude":
                return new Shape.OfQuery(Include(values, query, name == "Include" ? query.Element : query.IncludeTail));
            case "WithShardKey":
                BindKey(values, query);
                return on;
            case "OnShard":
                _reader.Reading.IsOnOneShard = true;
                return on;
            case "GatherTables":
                _reader.Reading.NamesTables = true;
                return on;
            case "AllShards":
                _reader.Reading.AsksAllShards = true;
                return on;
            case "Skip" when values is [{ ConstantValue: { HasValue: true, Value: int skipped } } count]:
                _reader.Reading.Skips.Add(new SkipSite(query, skipped, _reader.Anchor ?? count.Syntax));
                return on;
            case "FromSql" or "FromSqlRaw" or "FromSqlInterpolated":
                _reader.Reading.RawSql.Add(new SqlSite(query, name, _reader.Anchor ?? JoinSyntax.Of(call)));
                return Opaque(on);
            default:
                return Other(values, on);
        }
    }

    private void Filter(ValueList<IOperation> values, Query query)
    {
        if (values is not [var predicate, ..] || predicate.Type.Is("System.Threading", "CancellationToken"))
        {
            return;
        }

        if (_reader.Lambda(predicate, query.Sources, _reader.Predicates.Read, query.Element) is { } conditions)
        {
            conditions.AddTo(_reader.Reading.Facts);
        }
        else
        {
            MarkOpaque(query);
        }
    }

    private Shape.OfQuery Select(ValueList<IOperation> values, Query query)
    {
        var element = values.Count == 0 ? Shape.Nothing.Instance : _reader.Lambda(values[0], query.Sources, query.Element, Shape.Nothing.Instance);
        var keeps = element.AllSources.Intersect(query.Element.AllSources).Any() && !(element is Shape.OfColumn);
        return new Shape.OfQuery(query with { Element = element, Includes = keeps ? query.Includes : [] });
    }

    private Shape.OfQuery SelectMany(ValueList<IOperation> values, Query query)
    {
        var inner = values.Count == 0 ? Shape.Nothing.Instance : _reader.Lambda(values[0], query.Sources, query.Element, Shape.Nothing.Instance);
        var (element, sources) = inner is Shape.OfQuery { Query: var collection }
            ? (collection.Element, query.Sources.Concat(collection.Sources))
            : (Shape.Nothing.Instance, query.Sources);
        var result = values.Count > 1 ? _reader.Lambda(values[1], sources, query.Element, element) : element;
        return new Shape.OfQuery(query with { Element = result, Sources = sources, Includes = [] });
    }

    private Shape Join(IInvocationOperation call, ValueList<IOperation> values, Query outer, bool isGrouped)
    {
        if (values.Count < 4 || _reader.Read(values[0]) is not Shape.OfQuery { Query: var inner })
        {
            return Opaque(new Shape.OfQuery(outer));
        }

        var outerKey = _reader.Lambda(values[1], outer.Sources, outer.Element);
        var innerKey = _reader.Lambda(values[2], inner.Sources, inner.Element);
        Conditions.Equal(outerKey, innerKey).AddTo(_reader.Reading.Facts);
        var sources = outer.Sources.Concat(inner.Sources);
        _reader.Reading.Joins.Add(new JoinSite(JoinKind.Join, outer.Sources, inner.Sources, _reader.Anchor ?? JoinSyntax.Of(call)) { IsOfOtherMethod = _reader.IsInOtherMethod });

        Shape joined = isGrouped ? new Shape.OfQuery(inner) : inner.Element;
        var element = _reader.Lambda(values[3], sources, outer.Element, joined);
        return new Shape.OfQuery(outer with { Element = element, Sources = sources, Includes = [] });
    }

    private Shape.OfQuery GroupBy(ValueList<IOperation> values, Query query)
    {
        var lambdas = values.Where(v => Lambdas.Find(v) is not null).ToList();
        var key = lambdas.Count > 0 ? _reader.Lambda(lambdas[0], query.Sources, query.Element) : Shape.Nothing.Instance;
        var element = query.Element;
        var rest = lambdas.Skip(1).ToList();
        if (rest.Count > 0 && Lambdas.Find(rest[0])!.Symbol.Parameters.Length == 1)
        {
            element = _reader.Lambda(rest[0], query.Sources, query.Element);
            rest.RemoveAt(0);
        }

        var group = new Shape.OfQuery(query with { Element = element, Includes = [] }, key);
        var result = rest.Count > 0 ? _reader.Lambda(rest[0], query.Sources, key, group) : group;
        return new Shape.OfQuery(query with { Element = result, Includes = [] });
    }

    private static Query Concat(Query first, Query second) => new(Shape.Merge(first.Element, second.Element), first.Spine.Concat(second.Spine))
    {
        Sources = first.Sources.Concat(second.Sources),
        Includes = first.Includes.Concat(second.Includes),
    };

    private Query Include(ValueList<IOperation> values, Query query, Shape from)
    {
        if (values.Count == 0)
        {
            return query;
        }

        var joins = _reader.Navigations.Collect(
            () => values[0].ConstantStrings() is [var path]
                ? _reader.Navigations.Path(from, path, _reader.Anchor ?? values[0].Syntax)
                : _reader.Lambda(values[0], query.Sources, from),
            out var tail);
        tail = tail is Shape.OfQuery collection ? collection.Query.Element : tail;
        return query with { IncludeTail = tail, Includes = query.Includes.Concat(joins) };
    }

    private void BindKey(ValueList<IOperation> values, Query query)
    {
        foreach (var source in query.Element.AllSources)
        {
            for (var i = 0; i < source.Placement.Key.Count; i++)
            {
                var column = new Shape.OfColumn([new Column(source, source.Placement.Key[i])]);
                Conditions.Equal(column, i < values.Count ? _reader.Read(values[i]) : Shape.Nothing.Instance).AddTo(_reader.Reading.Facts);
                _reader.Reading.Facts.Bind(column.Columns[0]);
            }
        }
    }

    // Orders, limits, aggregates, setters and whatever else takes the row: it is read, and changes nothing that matters here.
    private Shape.OfQuery Other(ValueList<IOperation> values, Shape.OfQuery on)
    {
        foreach (var value in values)
        {
            if (value.Bare() is IAnonymousFunctionOperation)
            {
                _reader.Lambda(value, on.Query.Sources, on.Query.Element);
            }
            else
            {
                _reader.Read(value);
            }
        }

        return on;
    }

    private static Shape.OfQuery Opaque(Shape.OfQuery on)
    {
        MarkOpaque(on.Query);
        return on;
    }

    private static void MarkOpaque(Query query)
    {
        foreach (var source in query.Sources)
        {
            source.IsOpaque = true;
        }
    }
}
