using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EfShard.Analyzers.CodeFixes;

/// <summary>EFS0006: declares what a relationship or a unique index means over shards, at the end of its chain.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstraintCodeFix))]
[Shared]
public sealed class ConstraintCodeFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EFS0006");

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // The message underlines the end of the chain, from the last call's name on.
            var chain = root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.AncestorsAndSelf().OfType<InvocationExpressionSyntax>()
                .FirstOrDefault(call => call.Span.End == diagnostic.Location.SourceSpan.End);
            if (root is null || chain is null)
            {
                continue;
            }

            var start = chain.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Select(access => access.Name.Identifier.ValueText).ToImmutableHashSet();
            if (start.Contains("HasOne") || start.Contains("HasMany"))
            {
                Register(context, diagnostic, root, chain, "The two may live apart: IsCrossShard()", Calls.Append(chain, "IsCrossShard"));
                Register(context, diagnostic, root, chain, "The two always live together: IsColocated()", Calls.Append(chain, "IsColocated"));
                continue;
            }

            if (await HasGlobalIndexesAsync(context).ConfigureAwait(false) && Global(chain) is { } global)
            {
                Register(context, diagnostic, root, chain, "Unique over all shards: HasGlobalIndex", global);
            }

            Register(context, diagnostic, root, chain, "Unique on each shard: IsUniquePerShard()", Calls.Append(chain, "IsUniquePerShard"));
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode old, string title, SyntaxNode replacement)
        => context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, replacement))), equivalenceKey: title),
            diagnostic);

    private static async Task<bool> HasGlobalIndexesAsync(CodeFixContext context)
        => (await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false))
            ?.GetTypeByMetadataName("Microsoft.EntityFrameworkCore.ShardingEntityTypeBuilderExtensions")?.GetMembers("HasGlobalIndex").IsEmpty is false;

    // user.HasIndex(u => u.Email).IsUnique() becomes user.HasGlobalIndex(u => u.Email).
    private static InvocationExpressionSyntax? Global(InvocationExpressionSyntax chain)
        => chain.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasIndex" }) is { Expression: MemberAccessExpressionSyntax access } index
                ? index.WithExpression(access.WithName(SyntaxFactory.IdentifierName("HasGlobalIndex"))).WithTriviaFrom(chain)
                : null;
}
