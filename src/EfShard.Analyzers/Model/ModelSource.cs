using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Model;

/// <summary>
///     Comes in: a compilation. Goes out: its contexts, and what its configuring methods (those with a parameter of a model's or an entity's
///     builder) say. Generic configurations are applied to the types that close them. <see cref="ShardingModel" /> turns it into a model a context.
/// </summary>
internal sealed class ModelSource
{
    private readonly List<Said> _said = [];
    private readonly Dictionary<ITypeSymbol, List<Said>> _saidAbout = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<Said>> _saidIn = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, HashSet<ISymbol>> _applied = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeParameterSymbol, HashSet<ITypeSymbol>> _closed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _appliesAll = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _appliesUnseen = new(SymbolEqualityComparer.Default);

    private ModelSource(IAssemblySymbol assembly, ValueList<INamedTypeSymbol> contexts)
        => (Assembly, Contexts) = (assembly, contexts);

    public IAssemblySymbol Assembly { get; }

    /// <summary>The contexts of the compilation's own source.</summary>
    public ValueList<INamedTypeSymbol> Contexts { get; }

    /// <summary>Whether code, rather than calls for one property, decides who makes keys.</summary>
    public bool SetsGenerationByCode { get; private set; }

    /// <summary>Whether the EfShard that is referenced has <c>HasShardedId()</c>.</summary>
    public bool HasShardedIds { get; private init; }

    public static ModelSource Read(Compilation compilation, CancellationToken cancellationToken)
    {
        var types = SourceTypes.Of(compilation.Assembly.GlobalNamespace).ToList();
        var source = new ModelSource(compilation.Assembly, [.. types.Where(t => t.IsDbContext())])
        {
            HasShardedIds = compilation.GetTypeByMetadataName("Microsoft.EntityFrameworkCore.ShardingEntityTypeBuilderExtensions")?.GetMembers("HasShardedId").Length > 0,
        };
        foreach (var type in types)
        {
            source.CloseBases(type);
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var methods = ConfiguringMethods(tree.GetRoot(cancellationToken)).ToList();
            if (methods.Count > 0)
            {
                // Queries need the model of other files; it is read once a compilation, and only from methods that configure one.
#pragma warning disable RS1030
                var semantics = compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
                methods.ForEach(method => source.Read(method, semantics, cancellationToken));
            }
        }

        source.Sort();
        return source;
    }

    /// <summary>What is said about an entity for a context; for any, if that is null.</summary>
    public IEnumerable<EntityDeclarations> About(ITypeSymbol entity, INamedTypeSymbol? context)
        => _saidAbout.TryGetValue(entity, out var said) ? said.Where(s => Counts(s.By, context)).Select(s => s.Declarations) : [];

    /// <summary>Whether the context takes configurations from assemblies whose source is not here.</summary>
    public bool HasUnseenConfiguration(INamedTypeSymbol context) => context.BasesAndSelf().Any(_appliesUnseen.Contains);

    /// <summary>What the methods of a class say.</summary>
    public IEnumerable<Said> SaidIn(INamedTypeSymbol type) => _saidIn.TryGetValue(type.OriginalDefinition, out var said) ? said : [];

    /// <summary>The entities that something is said about: one, or all that close a generic configuration.</summary>
    public IEnumerable<ITypeSymbol> Meant(Said said)
        => said.Entity is not ITypeParameterSymbol parameter ? [said.Entity] : _closed.TryGetValue(parameter, out var types) ? types : [];

    // Once all is read: every query asks for what is said of its entities.
    private void Sort()
    {
        foreach (var said in _said)
        {
            foreach (var entity in Meant(said))
            {
                if (!_saidAbout.TryGetValue(entity, out var about))
                {
                    _saidAbout.Add(entity, about = []);
                }

                about.Add(said);
            }
        }
    }

    private bool Counts(INamedTypeSymbol? by, INamedTypeSymbol? context)
        => by is null || context is null
            || (by.IsDbContext() ? context.DerivesFrom(by)
                : context.BasesAndSelf().Any(c => _appliesAll.Contains(c))
                || !_applied.TryGetValue(by.OriginalDefinition, out var contexts)
                || context.BasesAndSelf().Any(contexts.Contains));

    private void Read(MethodDeclarationSyntax syntax, SemanticModel semantics, CancellationToken cancellationToken)
    {
        if (semantics.GetDeclaredSymbol(syntax, cancellationToken) is not { } method || semantics.GetOperation(syntax, cancellationToken) is not { } body)
        {
            return;
        }

        var by = method.ContainingType.IsDbContext() || method.ContainingType.AllInterfaces.Any(i => i.Name == "IEntityTypeConfiguration")
            ? method.ContainingType
            : null;
        var said = FluentReader.Read(body).Select(pair => new Said(pair.Key, pair.Value, by)).ToList();
        _said.AddRange(said);
        if (!_saidIn.TryGetValue(method.ContainingType, out var here))
        {
            _saidIn.Add(method.ContainingType, here = []);
        }

        here.AddRange(said);
        SetsGenerationByCode |= body.Descendants().Any(ConventionCode.SetsGeneration);

        foreach (var call in body.Descendants().OfType<IInvocationOperation>())
        {
            Close(call.TargetMethod.OriginalDefinition.TypeParameters, call.TargetMethod.TypeArguments);
            if (by is not null && by.IsDbContext())
            {
                ReadApplied(call, by);
            }
        }
    }

    private void ReadApplied(IInvocationOperation call, INamedTypeSymbol context)
    {
        if (call.TargetMethod.Name == "ApplyConfigurationsFromAssembly")
        {
            _appliesAll.Add(context);
            if (call.Descendants().OfType<ITypeOfOperation>().Any(t => !SymbolEqualityComparer.Default.Equals(t.TypeOperand.ContainingAssembly, Assembly)))
            {
                _appliesUnseen.Add(context);
            }
        }
        else if (call.TargetMethod.Name == "ApplyConfiguration" && call.Values().FirstOrDefault()?.Bare().Type is INamedTypeSymbol configuration)
        {
            foreach (var type in configuration.BasesAndSelf())
            {
                if (!_applied.TryGetValue(type.OriginalDefinition, out var contexts))
                {
                    _applied.Add(type.OriginalDefinition, contexts = new HashSet<ISymbol>(SymbolEqualityComparer.Default));
                }

                contexts.Add(context);
            }

            if (!SymbolEqualityComparer.Default.Equals(configuration.ContainingAssembly, Assembly))
            {
                _appliesUnseen.Add(context);
            }
        }
    }

    private void CloseBases(INamedTypeSymbol type)
    {
        foreach (var current in type.BasesAndSelf().Skip(1))
        {
            Close(current.OriginalDefinition.TypeParameters, current.TypeArguments);
        }
    }

    private void Close(ImmutableArray<ITypeParameterSymbol> parameters, ImmutableArray<ITypeSymbol> arguments)
    {
        for (var i = 0; i < parameters.Length && i < arguments.Length; i++)
        {
            if (arguments[i] is INamedTypeSymbol argument)
            {
                if (!_closed.TryGetValue(parameters[i], out var types))
                {
                    _closed.Add(parameters[i], types = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));
                }

                types.Add(argument);
            }
        }
    }

    // Told by the text of the parameter's type, so that no other method is bound.
    private static IEnumerable<MethodDeclarationSyntax> ConfiguringMethods(SyntaxNode root)
        => root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .OfType<MethodDeclarationSyntax>()
            .Where(method => method.ParameterList.Parameters.Any(p => p.Type?.DescendantTokens().Any(t => t.ValueText is "ModelBuilder" or "EntityTypeBuilder" or "ModelConfigurationBuilder") is true));
}
