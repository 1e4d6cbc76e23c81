using EfShard.Model.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>
///     A row whose shard key may change takes all rows along that live with it: each must have its shard from it alone, and be found from it. What only the tables
///     show, <see cref="MovePlan" /> looks at.
/// </summary>
internal static class MovableRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => model.Model.GetEntityTypes().Where(type => type.AllowsShardKeyChange()).SelectMany(type => Check(model, type));

    private static IEnumerable<string> Check(ResolvedPlacements model, IEntityType type)
    {
        if (type.BaseType is not null || type.IsOwned() || type.GetDeclaredKind() is not TableKind.Sharded || model[type].Key.Count == 0)
        {
            return [MoveModelErrors.WithoutShardKey(type)];
        }

        var errors = new List<string>();
        if (model[type].Key.All(component => component.Property.IsKey()))
        {
            errors.Add(MoveModelErrors.KeyIsPrimary(type));
        }

        var tokens = type.GetDerivedTypesInclusive().SelectMany(t => t.GetDeclaredProperties()).Where(property => property.IsConcurrencyToken).ToList();
        errors.AddRange(tokens.Where(token => token.ValueGenerated.HasFlag(ValueGenerated.OnUpdate)).Select(token => MoveModelErrors.DatabaseToken(type, token)));
        errors.AddRange(tokens
            .Where(token => token.IsForeignKey() || model[type].Key.Any(component => component.Property == token))
            .Select(token => MoveModelErrors.KeyIsToken(type, token)));
        errors.AddRange(CheckFollowers(model, type));
        return errors;
    }

    /// <summary>Those that live with the entity, and those that live with them.</summary>
    private static IEnumerable<string> CheckFollowers(ResolvedPlacements model, IEntityType movable)
    {
        var moving = new List<IEntityType> { movable };
        for (var i = 0; i < moving.Count; i++)
        {
            foreach (var type in moving[i].GetDerivedTypesInclusive())
            {
                foreach (var property in type.GetDeclaredProperties().Where(property => model.CarriesSlot(type, property)))
                {
                    yield return MoveModelErrors.CarriesSlot(movable, type, property);
                }

                foreach (var foreignKey in type.GetDeclaredReferencingForeignKeys().Where(fk => !fk.IsBaseLinking() && model.AreColocated(fk)))
                {
                    var follower = foreignKey.DeclaringEntityType.GetRootType();
                    if (follower == moving[i] && follower != movable)
                    {
                        // A tree: its rows follow each other, and some of them the row that moves.
                        continue;
                    }

                    if (LeadsTo(model, moving[i], follower))
                    {
                        yield return MoveModelErrors.ToItself(movable, foreignKey);
                    }
                    else if (!model[follower].InheritsShard)
                    {
                        yield return MoveModelErrors.HasOwnKey(movable, foreignKey);
                    }
                    else if (!moving.Contains(follower))
                    {
                        moving.Add(follower);
                    }
                }
            }
        }
    }

    /// <summary>Whether rows of one hierarchy live with rows of another, over any number of others.</summary>
    private static bool LeadsTo(ResolvedPlacements model, IEntityType from, IEntityType to)
    {
        var reached = new List<IEntityType> { from };
        for (var i = 0; i < reached.Count; i++)
        {
            var principals = reached[i].GetDerivedTypesInclusive()
                .SelectMany(type => type.GetDeclaredForeignKeys())
                .Where(fk => !fk.IsBaseLinking() && model.AreColocated(fk))
                .Select(fk => fk.PrincipalEntityType.GetRootType());
            reached.AddRange(principals.Distinct().Where(principal => !reached.Contains(principal)).ToList());
        }

        return reached.Contains(to);
    }
}
