using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EfShard.Analyzers.CodeFixes;

/// <summary>EFS0002 and EFS0003: says that asking all shards is meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AllShardsCodeFix))]
[Shared]
public sealed class AllShardsCodeFix : CodeFixProvider
{
    private const string Title = "Ask all shards: AllShards()";

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EFS0002", "EFS0003");

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var found = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (root is not null && (diagnostic.Id == "EFS0003" ? (found?.Parent as MemberAccessExpressionSyntax)?.Expression : found as ExpressionSyntax) is { } query && !IsFound(query))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(query, Append(query)))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    // Find takes no query.
    private static bool IsFound(ExpressionSyntax query)
        => query is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Find" or "FindAsync" } }
            || query.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Find" or "FindAsync" };

    private static InvocationExpressionSyntax Append(ExpressionSyntax query) => Calls.Append(query, "AllShards");
}
