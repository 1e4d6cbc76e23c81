using System.Collections.Generic;
using System.Linq;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>
///     The places that say where an entity lives, to report on: a call in a configuring method or, if there is none, an attribute. A class is
///     asked for what is said in its own methods, and for itself if it is an entity with attributes.
/// </summary>
internal static class EntityPlaces
{
    public static IEnumerable<(Entity Entity, ShardingModel Model, SyntaxNode Syntax)> Find(INamedTypeSymbol type, RuleContext context)
    {
        foreach (var said in context.Models.Source.SaidIn(type).Where(said => said.Declarations.Syntax is not null))
        {
            foreach (var entity in context.Models.Source.Meant(said))
            {
                var model = ModelOf(type, entity, context);
                yield return (model.Find(entity), model, said.Declarations.Syntax!);
            }
        }

        if (AttributeReader.Where(type) is { } attribute && SymbolIsHere(type, attribute) && context.Models.ForEntity(type) is var own && own.About(type).All(said => said.Syntax is null))
        {
            yield return (own.Find(type), own, attribute.GetSyntax(context.CancellationToken));
        }
    }

    public static ShardingModel ModelOf(INamedTypeSymbol sayer, ITypeSymbol entity, RuleContext context)
        => sayer.IsDbContext() ? context.Models.For(sayer) : context.Models.ForEntity(entity);

    private static bool SymbolIsHere(ISymbol symbol, SyntaxReference reference)
        => symbol.DeclaringSyntaxReferences.Any(d => d.SyntaxTree == reference.SyntaxTree && d.Span.Contains(reference.Span));
}
