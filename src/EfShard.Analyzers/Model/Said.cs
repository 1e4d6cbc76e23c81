using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>What one method says about one entity, and for whom.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Declarations">What is said.</param>
/// <param name="By">The context or configuration class of the method; null for other classes: then it counts for every context.</param>
internal sealed record Said(ITypeSymbol Entity, EntityDeclarations Declarations, INamedTypeSymbol? By);
