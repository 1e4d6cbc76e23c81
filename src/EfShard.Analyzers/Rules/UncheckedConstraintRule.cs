using System.Collections.Generic;
using System.Linq;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0006: a constraint that no single shard can check.</summary>
internal sealed class UncheckedConstraintRule() : Rule(
    "EFS0006",
    "Constraint over several shards",
    "{0} can't be checked by the shards: {1}. {2}",
    Categories.Model,
    DiagnosticSeverity.Warning), IEntityRule
{
    public void Check(INamedTypeSymbol type, RuleContext context)
    {
        foreach (var said in context.Models.Source.SaidIn(type))
        {
            foreach (var entity in context.Models.Source.Meant(said))
            {
                var model = EntityPlaces.ModelOf(type, entity, context);
                CheckUnique(model.Find(entity), model, said.Declarations.Unique, context);
                CheckDeclared(model, said.Declarations.Relationships, context);
            }
        }

        CheckAttributes(type, context);
        CheckNavigations(type, context);
    }

    private void CheckUnique(Entity entity, ShardingModel model, IEnumerable<UniqueDeclaration> unique, RuleContext context)
    {
        foreach (var declaration in unique.Where(u => !u.IsDeclared && !IsChecked(entity, model, u.Columns)))
        {
            context.Report(this, declaration.Syntax, DiagnosticSpans.Of(declaration.Syntax), Unique(entity, declaration.Columns));
        }
    }

    private void CheckAttributes(INamedTypeSymbol type, RuleContext context)
    {
        foreach (var attribute in type.GetAttributes().Where(a => a.AttributeClass.Is(Symbols.EntityFrameworkCore, "IndexAttribute")))
        {
            ValueList<string> columns = [.. attribute.ConstructorArguments.SelectMany(a => a.Strings())];
            var isUnique = attribute.NamedArguments.Any(a => a is { Key: "IsUnique", Value.Value: true });
            var model = context.Models.ForEntity(type);
            if (isUnique && !columns.IsEmpty && !IsChecked(model.Find(type), model, columns) && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is { } syntax)
            {
                context.Report(this, syntax, Unique(model.Find(type), columns));
            }
        }
    }

    private void CheckDeclared(ShardingModel model, IEnumerable<RelationshipDeclaration> relationships, RuleContext context)
    {
        foreach (var declaration in relationships.Where(r => !r.IsOpenEnded && !r.IsManyToMany))
        {
            var relationship = declaration switch
            {
                { Navigation: { } name } when declaration.Entity.FindProperty(name) is { } navigation => model.FindRelationship(navigation, declaration.Entity),
                { Inverse: { } name } when declaration.Target.FindProperty(name) is { } inverse => model.FindRelationship(inverse, declaration.Target),
                { EntityIsDependent: true, ForeignKey.IsEmpty: false } => Bare(model, declaration.Entity, declaration.Target, declaration),
                { EntityIsDependent: false, ForeignKey.IsEmpty: false } => Bare(model, declaration.Target, declaration.Entity, declaration),
                _ => null,
            };
            Check(relationship, declaration.Syntax, context);
        }
    }

    private static Relationship Bare(ShardingModel model, ITypeSymbol dependent, ITypeSymbol principal, RelationshipDeclaration declaration)
        => new(model.Find(dependent), model.Find(principal), declaration.ForeignKey,
            declaration.PrincipalKey.IsEmpty ? model.Find(principal).PrimaryKey : declaration.PrincipalKey, declaration.Promise);

    // References that no chain configures: EF Core finds their foreign keys by name.
    private void CheckNavigations(INamedTypeSymbol type, RuleContext context)
    {
        var model = context.Models.ForEntity(type);
        if (!model.Find(type).IsSharded)
        {
            return;
        }

        foreach (var navigation in type.GetMembers().OfType<IPropertySymbol>().Where(p => p.Type.CollectionElement() is null))
        {
            var isConfigured = model.About(type).SelectMany(said => said.Relationships).Any(r => r.Navigation == navigation.Name)
                || model.About(navigation.Type).SelectMany(said => said.Relationships).Any(r => r.Inverse == navigation.Name);
            if (!isConfigured
                && model.FindRelationship(navigation, type) is { } relationship
                && type.DerivesFrom(relationship.Dependent.Type)
                && navigation.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is { } syntax)
            {
                Check(relationship, syntax, context);
            }
        }
    }

    private void Check(Relationship? relationship, SyntaxNode syntax, RuleContext context)
    {
        if (relationship is { Promise: Promise.None, ShowsShard: false, Dependent: var dependent, Principal: var principal } && AreApart(dependent.Placement, principal.Placement))
        {
            context.Report(
                this,
                syntax,
                DiagnosticSpans.Of(syntax),
                $"The foreign key of '{dependent.Name}' ({string.Join(", ", relationship.ForeignKey)}) to '{principal.Name}'",
                $"'{dependent.Name}' is {dependent.Placement} and '{principal.Name}' {principal.Placement}",
                "Say IsColocated() if the two always live together, or IsCrossShard() if they need not.");
        }
    }

    private static bool AreApart(Placement dependent, Placement principal)
        => dependent.Residence is not Residence.Unknown
            && principal.Residence is Residence.Sharded or Residence.Unsharded
            && !(dependent.Residence is Residence.Unsharded && principal.Residence is Residence.Unsharded)
            && !(dependent.IsSharded && principal.IsSharded && (dependent.Group is null || principal.Group is null));

    private static bool IsChecked(Entity entity, ShardingModel model, ValueList<string> columns)
        => !entity.IsSharded
            || entity.Placement.Key.IsEmpty
            || entity.IsPlacedBy(columns)
            || (!entity.PrimaryKey.IsEmpty && entity.PrimaryKey.All(columns.Contains))
            || model.About(entity.Type).Any(said => said.GlobalIndexes.Any(index => index.All(columns.Contains)));

    private static object[] Unique(Entity entity, ValueList<string> columns) =>
    [
        $"That {string.Join(", ", columns)} of '{entity.Name}' is unique",
        $"the rows are {entity.Placement}, and each shard sees its own only",
        "Put the shard key into the index, or say IsUniquePerShard() (or HasGlobalIndex) if that is meant.",
    ];
}
