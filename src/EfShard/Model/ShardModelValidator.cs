using EfShard.Model.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     The provider's validator, then the rules that keep rows from being lost or mixed up over shards. A model in which nothing is sharded is
///     EF Core's alone. Entities that say nothing are not judged here: whether they may, the context's options say
///     (<see cref="ShardModel.Unmarked" />).
/// </summary>
internal sealed class ShardModelValidator(IModelValidator inner) : IModelValidator
{
    private static readonly IReadOnlyList<Func<ResolvedPlacements, IEnumerable<string>>> Rules =
    [
        DeclarationRules.Check,
        ShardKeyRules.Check,
        SharedTableRules.Check,
        ForeignKeyRules.Check,
        UniquenessRules.Check,
        GeneratedValueRules.Check,
        ShardedIdRules.Check,
        GlobalIndexRules.Check,
        MovableRules.Check,
    ];

    public void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        inner.Validate(model, logger);

        var placements = PlacementResolver.Resolve(model);
        var errors = (placements.IsSharded ? Rules : [DeclarationRules.Check, ShardedIdRules.Check, GlobalIndexRules.Check]).SelectMany(rule => rule(placements)).ToList();
        if (errors.Count > 0)
        {
            throw new ShardingModelException(errors);
        }
    }
}
