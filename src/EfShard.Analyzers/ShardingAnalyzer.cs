using System.Collections.Immutable;
using EfShard.Analyzers.Model;
using EfShard.Analyzers.Queries;
using EfShard.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EfShard.Analyzers;

/// <summary>
///     Where the compiler comes in. The model is read once a compilation, when the first query or entity is met; each query is read once, for all
///     rules (<see cref="AllRules" />). A compilation without EfShard costs nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ShardingAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = AllRules.Descriptors;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName("EfShard.ShardKeyAttribute") is null)
        {
            return;
        }

        var models = new SharedModels(start.Compilation, start.CancellationToken);
        start.RegisterOperationBlockAction(context => Analyze(context, models));
        start.RegisterSymbolAction(context => Analyze(context, models), SymbolKind.NamedType);
    }

    private static void Analyze(OperationBlockAnalysisContext context, SharedModels models)
    {
        var report = new RuleContext(models, context.OwningSymbol, context.Options.AnalyzerConfigOptionsProvider, context.ReportDiagnostic, context.CancellationToken);
        foreach (var block in context.OperationBlocks)
        {
            if (BlockContent.Of(block) is not { IsWorthReading: true } content)
            {
                continue;
            }

            foreach (var rule in AllRules.OfBlocks)
            {
                rule.Check(block, report);
            }

            if (content.HasQueries)
            {
                foreach (var reading in QueryFinder.Find(block, models.Value, context.CancellationToken))
                {
                    foreach (var rule in AllRules.OfQueries)
                    {
                        rule.Check(reading, report);
                    }
                }
            }
        }
    }

    private static void Analyze(SymbolAnalysisContext context, SharedModels models)
    {
        if (context.Symbol is INamedTypeSymbol { TypeKind: TypeKind.Class } type)
        {
            var report = new RuleContext(models, type, context.Options.AnalyzerConfigOptionsProvider, context.ReportDiagnostic, context.CancellationToken);
            foreach (var rule in AllRules.OfEntities)
            {
                rule.Check(type, report);
            }
        }
    }
}
