using System.Collections.Immutable;
using System.Linq;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0005: two databases number their rows alike.</summary>
internal sealed class GeneratedKeyRule() : Rule(
    "EFS0005",
    "Key made by the database",
    "'{0}' is the {1} of '{2}', which is sharded, and the database makes its value: two shards would make the same one. {3}",
    Categories.Model,
    DiagnosticSeverity.Warning), IEntityRule
{
    /// <summary>The properties of the diagnostic that the code fix reads.</summary>
    public const string FixEntity = "Entity";

    public const string FixProperty = "Property";

    public const string FixHasShardedIds = "HasShardedIds";

    public void Check(INamedTypeSymbol type, RuleContext context)
    {
        foreach (var (entity, model, syntax) in EntityPlaces.Find(type, context))
        {
            if (entity.IsSharded && Generated(entity, model, context.Models.Source) is var (property, role))
            {
                // It makes numbers of 64 bits, for a primary key of one property.
                var canHaveShardedIds = context.HasShardedIds && entity.PrimaryKey is [var only] && only == property
                    && entity.Type.FindProperty(property)?.Type.SpecialType is SpecialType.System_Int64;
                var fix = ImmutableDictionary<string, string?>.Empty
                    .Add(FixEntity, entity.Type.GetDocumentationCommentId())
                    .Add(FixProperty, property)
                    .Add(FixHasShardedIds, canHaveShardedIds ? "true" : null);
                context.Report(this, syntax, fix, property, role, entity.Name, Advice(canHaveShardedIds));
            }
        }
    }

    private static (string Property, string Role)? Generated(Entity entity, ShardingModel model, ModelSource source)
        => entity.Placement.Key.FirstOrDefault(name => IsMadeByDatabase(entity, name, model, source)) is { } shardKey ? (shardKey, "shard key")
            : !entity.IsPlacedBy(entity.PrimaryKey) && entity.PrimaryKey.FirstOrDefault(name => IsMadeByDatabase(entity, name, model, source)) is { } key ? (key, "primary key")
            : null;

    private static bool IsMadeByDatabase(Entity entity, string name, ShardingModel model, ModelSource source)
        => entity.Type.FindProperty(name) is { } property
            && (Said(entity, name, model) ?? Annotated(property) ?? (!source.SetsGenerationByCode && IsByConvention(entity, property, model)));

    private static bool? Said(Entity entity, string name, ShardingModel model)
        => model.About(entity.Type).Select(said => said.GeneratedByDatabase.TryGetValue(name, out var byDatabase) ? byDatabase : (bool?)null)
            .LastOrDefault(byDatabase => byDatabase is not null);

    private static bool? Annotated(IPropertySymbol property)
        => property.FindAttribute("System.ComponentModel.DataAnnotations.Schema", "DatabaseGeneratedAttribute")?.ConstructorArguments.FirstOrDefault().Value is int option
            ? option != 0 && !(option == 1 && Generation.IsMadeByClient(property.Type))
            : null;

    // A single number that is no foreign key.
    private static bool IsByConvention(Entity entity, IPropertySymbol property, ShardingModel model)
        => entity.PrimaryKey is [var only] && only == property.Name && Generation.IsNumbered(property.Type) && !IsForeignKey(entity, property, model);

    private static bool IsForeignKey(Entity entity, IPropertySymbol property, ShardingModel model)
        => model.About(entity.Type).SelectMany(said => said.Relationships).Any(r => r.EntityIsDependent is not false && r.ForeignKey.Contains(property.Name))
            || entity.Type.AllProperties().Any(navigation => model.FindRelationship(navigation, entity.Type) is { } relationship
                && entity.Type.DerivesFrom(relationship.Dependent.Type) && relationship.ForeignKey.Contains(property.Name))
            || property.GetAttributes().Any(a => a.AttributeClass?.Name == "ForeignKeyAttribute");

    private static string Advice(bool canHaveShardedIds)
        => (canHaveShardedIds ? "Use HasShardedId()" : "Use a Guid, which the application makes") + ", or make the value yourself and say ValueGeneratedNever().";
}
