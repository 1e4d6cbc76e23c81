using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>A rule: one diagnostic.</summary>
internal abstract class Rule
{
    /// <summary>Where the pages of the rules are, from the root of the repository.</summary>
    public const string Pages = "docs/rules/";

    protected Rule(string id, string title, string message, string category, DiagnosticSeverity severity)
        => Descriptor = new DiagnosticDescriptor(id, title, message, category, severity, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");

    public DiagnosticDescriptor Descriptor { get; }
}
