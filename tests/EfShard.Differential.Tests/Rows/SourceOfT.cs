using System.Linq.Expressions;
using EfShard.Differential.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Rows;

/// <summary>A source over one entity type.</summary>
/// <param name="Name">The kind of mapping.</param>
/// <param name="Set">Where its entities come from.</param>
/// <param name="Id">The entity's id: unique, so that it orders entities.</param>
/// <param name="ToRow">The entity as a row.</param>
public sealed record Source<T>(string Name, Func<TrackerContext, IQueryable<T>> Set, Expression<Func<T, long>> Id, Expression<Func<T, Row>> ToRow)
    : Source(Name)
    where T : class
{
    /// <summary>What belongs to an entity, as rows.</summary>
    public Expression<Func<T, IEnumerable<Row>>>? ToChildren { get; init; }

    /// <summary>Loads what belongs to the entities.</summary>
    public Func<IQueryable<T>, IQueryable<T>>? Including { get; init; }

    public override bool HasChildren => ToChildren is not null;

    public override bool HasIncludes => Including is not null;

    public override IQueryable<Row> Rows(TrackerContext db) => Set(db).Select(ToRow);

    public override IQueryable<Row>? Children(TrackerContext db) => ToChildren is null ? null : Set(db).SelectMany(ToChildren);

    public override IQueryable<Family>? Families(TrackerContext db)
    {
        if (ToChildren is null)
        {
            return null;
        }

        var entity = ToRow.Parameters[0];
        var children = Replace(ToChildren.Body, ToChildren.Parameters[0], entity);
        Expression<Func<IEnumerable<Row>, int>> count = rows => rows.Count(r => r.Number != 0);
        Expression<Func<IEnumerable<Row>, List<Row>>> first = rows => rows
            .OrderBy(r => r.Text).ThenBy(r => r.Number).ThenByDescending(r => r.Id).ThenBy(r => r.Amount).ThenBy(r => r.At).ThenBy(r => r.Flag).Take(2).ToList();
        var family = Expression.MemberInit(
            Expression.New(typeof(Family)),
            Bind(nameof(Family.Id), Column(nameof(Row.Id))),
            Bind(nameof(Family.Text), Column(nameof(Row.Text))),
            Bind(nameof(Family.Count), Replace(count.Body, count.Parameters[0], children)),
            Bind(nameof(Family.First), Replace(first.Body, first.Parameters[0], children)));
        return Set(db).Select(Expression.Lambda<Func<T, Family>>(family, entity));
    }

    public override IQueryable<object>? Entities(TrackerContext db, EntityQuery query)
    {
        if (!HasEntities || (query.Include && Including is null))
        {
            return null;
        }

        var entities = query.Tracked ? Set(db).AsTracking() : Set(db).AsNoTrackingWithIdentityResolution();
        entities = query.Include ? Including!(entities) : entities;
        entities = query.Split ? entities.AsSplitQuery() : entities;
        entities = query.Where is { } where ? entities.Where(OfEntity(where)) : entities;
        if (query is { Skip: 0, Take: null })
        {
            return entities;
        }

        IQueryable<T> ordered = entities.OrderBy(Id);
        ordered = query.Skip > 0 ? ordered.Skip(query.Skip) : ordered;
        return query.Take is { } take ? ordered.Take(take) : ordered;
    }

    public override string ToString() => Name;

    private Expression<Func<T, bool>> OfEntity(Expression<Func<Row, bool>> where)
        => Expression.Lambda<Func<T, bool>>(new ReplacingColumns(where.Parameters[0], Column).Visit(where.Body), ToRow.Parameters);

    private Expression Column(string name)
        => ((MemberInitExpression)ToRow.Body).Bindings.Cast<MemberAssignment>().Single(b => b.Member.Name == name).Expression;

    private static MemberAssignment Bind(string name, Expression value) => Expression.Bind(typeof(Family).GetProperty(name)!, value);

    private static Expression Replace(Expression body, ParameterExpression parameter, Expression by) => new Replacing(parameter, by).Visit(body);
}
