using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>
///     Comes in: a member that is read from an entity. Goes out: its column, or the source that the navigation leads to. A reference counts as
///     a join only when more than the principal's key is read: EF Core takes that from the foreign key.
/// </summary>
internal sealed class NavigationReader
{
    private readonly QueryReader _reader;
    private readonly Dictionary<(Source, string), Source> _references = [];
    private List<JoinSite>? _includes;

    public NavigationReader(QueryReader reader) => _reader = reader;

    public Shape Read(Shape.OfEntity on, ISymbol member, SyntaxNode syntax)
    {
        if (member is not IPropertySymbol property || !MayBeNavigation(property.Type))
        {
            return ReadColumn(on, member.Name);
        }

        ValueList<Source> targets = [.. on.Sources.Select(source => Follow(source, property, syntax))];
        var entity = new Shape.OfEntity(targets);
        return property.Type.CollectionElement() is null ? entity : new Shape.OfQuery(new Query(entity, targets));
    }

    public Shape ReadColumn(Shape.OfEntity on, string name)
    {
        foreach (var source in on.Sources.Where(source => !source.Entity.PrimaryKey.Contains(name)))
        {
            Touch(source);
        }

        return new Shape.OfColumn([.. on.Sources.Select(source => new Column(source, name))]);
    }

    /// <summary>The path of an Include that is given as text.</summary>
    public Shape Path(Shape from, string path, SyntaxNode syntax)
    {
        foreach (var name in path.Split('.'))
        {
            if (from is not Shape.OfEntity on || on.Sources[0].Entity.Type.FindProperty(name) is not { } property)
            {
                return Shape.Nothing.Instance;
            }

            from = Read(on, property, syntax);
            from = from is Shape.OfQuery query ? query.Query.Element : from;
            TouchAll(from);
        }

        return from;
    }

    /// <summary>Collects the joins of an Include instead of counting them.</summary>
    public List<JoinSite> Collect(System.Func<Shape> read, out Shape tail)
    {
        var outer = _includes;
        var collected = _includes = [];
        tail = read();
        TouchAll(tail);
        _includes = outer;
        return collected;
    }

    /// <summary>The entity itself is read: a navigation that led to it is a join.</summary>
    public void Touch(Source source)
    {
        if (source.Pending is { } join)
        {
            source.Pending = null;
            Add(join);
        }
    }

    private void TouchAll(Shape shape)
    {
        foreach (var source in shape.Entities.ToList())
        {
            Touch(source);
        }
    }

    private Source Follow(Source from, IPropertySymbol property, SyntaxNode syntax)
    {
        Touch(from);
        var isCollection = property.Type.CollectionElement() is not null;
        if (!isCollection && _references.TryGetValue((from, property.Name), out var known))
        {
            return known;
        }

        var relationship = from.Model.FindRelationship(property, from.Entity.Type);
        var type = (property.Type.CollectionElement() ?? property.Type).WithoutNullable();
        var entity = relationship is null ? new Entity(type, Placement.Unknown, []) : from.Model.Find(type);
        var target = new Source(entity, from.Model, syntax) { IsOpaque = from.IsOpaque };
        _reader.Reading.Sources.Add(target);
        if (relationship is null)
        {
            _reader.Reading.Facts.Together(from, target);
        }
        else
        {
            Link(from, target, relationship, isCollection, new JoinSite(_includes is null ? JoinKind.Navigation : JoinKind.Include, [from], [target], syntax) { IsOfOtherMethod = _reader.IsInOtherMethod });
        }

        if (!isCollection)
        {
            _references.Add((from, property.Name), target);
        }

        return target;
    }

    private void Link(Source from, Source target, Relationship relationship, bool isCollection, JoinSite join)
    {
        var fromIsDependent = !isCollection && from.Entity.Type.DerivesFrom(relationship.Dependent.Type) && relationship.ForeignKey.All(name => from.Entity.Type.FindProperty(name) is not null);
        var (dependent, principal) = fromIsDependent ? (from, target) : (target, from);
        for (var i = 0; i < relationship.ForeignKey.Count && i < relationship.PrincipalKey.Count; i++)
        {
            _reader.Reading.Facts.Equate(new Column(dependent, relationship.ForeignKey[i]), new Column(principal, relationship.PrincipalKey[i]));
        }

        if (relationship.Promise is Promise.Colocated)
        {
            _reader.Reading.Facts.Together(from, target);
        }

        if (fromIsDependent)
        {
            target.Pending = join;
        }
        else
        {
            Add(join);
        }
    }

    private void Add(JoinSite join) => (_includes ?? _reader.Reading.Joins).Add(join);

    private static bool MayBeNavigation(ITypeSymbol type)
        => type.CollectionElement() is { } element ? element is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None }
            : type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None };
}
