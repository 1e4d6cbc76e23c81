using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>A rule that looks at classes.</summary>
internal interface IEntityRule
{
    void Check(INamedTypeSymbol type, RuleContext context);
}
