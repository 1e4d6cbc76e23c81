using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Model;

/// <summary>
///     Comes in: the operations of a method that configures a model. Goes out: what it says, by entity. The entity is told by the builder's
///     type (<c>EntityTypeBuilder&lt;Post&gt;</c>), or by the call that made it. What is not understood says nothing.
/// </summary>
internal sealed class FluentReader
{
    private const string Builders = Symbols.EntityFrameworkCore + ".Metadata.Builders";

    private readonly Dictionary<ITypeSymbol, EntityDeclarations> _entities = new(SymbolEqualityComparer.Default);

    private FluentReader()
    {
    }

    /// <summary>What the operations say. The keys are entity types, or type parameters in generic configurations.</summary>
    public static IReadOnlyDictionary<ITypeSymbol, EntityDeclarations> Read(IOperation body)
    {
        var reader = new FluentReader();
        foreach (var call in body.DescendantsAndSelf().OfType<IInvocationOperation>())
        {
            reader.Read(call);
        }

        return reader._entities;
    }

    private void Read(IInvocationOperation call)
    {
        if (call.Receiver() is { } receiver && EntityOf(receiver) is { } entity)
        {
            ReadOnEntity(call, entity);
        }
        else if (GenerationCalls.Find(call) is { } isByDatabase && PropertyOf(call) is var (owner, property))
        {
            Of(owner).GeneratedByDatabase[property] = isByDatabase;
        }
    }

    private void ReadOnEntity(IInvocationOperation call, ITypeSymbol entity)
    {
        switch (call.TargetMethod.Name)
        {
            case "HasShardKey" when call.PropertyNames() is { IsEmpty: false } names:
                Of(entity).ShardKey = names;
                Place(call, entity, Residence.Sharded);
                break;
            case "HasShardKey":
                Place(call, entity, Residence.Unknown);
                break;
            case "ToReferenceTable":
                Place(call, entity, Residence.Reference);
                break;
            case "ToUnshardedTable":
                Place(call, entity, Residence.Unsharded);
                break;
            case "InGroup":
                Of(entity).Group = call.Values().FirstOrDefault()?.ConstantStrings().FirstOrDefault();
                Of(entity).HasUnreadableGroup = Of(entity).Group is null;
                break;
            case "AllowShardKeyChange":
                Of(entity).AllowsKeyChange = true;
                break;
            case "HasKey":
                Of(entity).PrimaryKey = call.PropertyNames();
                break;
            case "HasNoKey":
                Of(entity).PrimaryKey = [];
                break;
            case "HasShardedId":
                // The single property of the primary key, whatever it is.
                foreach (var name in (Of(entity).PrimaryKey ?? []).Append("Id").Append(entity.Name + "Id"))
                {
                    Of(entity).GeneratedByDatabase[name] = false;
                }

                break;
            case "HasGlobalIndex" when call.PropertyNames() is { IsEmpty: false } names:
                Of(entity).GlobalIndexes.Add(names);
                break;
            case "HasIndex" or "HasAlternateKey":
                ReadUnique(call, entity);
                break;
            case "HasOne" or "HasMany" when RelationshipReader.Read(call, entity) is { } relationship:
                Of(entity).Relationships.Add(relationship);
                break;
            case "OwnsOne" or "OwnsMany" or "ComplexProperty" or "ComplexCollection":
                Of(entity).Owned.UnionWith(call.PropertyNames());
                break;
        }
    }

    private void Place(IInvocationOperation call, ITypeSymbol entity, Residence residence)
    {
        Of(entity).Residence = residence;
        Of(entity).Syntax = call.Syntax;
    }

    private void ReadUnique(IInvocationOperation call, ITypeSymbol entity)
    {
        var names = call.PropertyNames();
        var chain = Chain(call).ToList();
        var isUnique = call.TargetMethod.Name == "HasAlternateKey"
            || chain.Any(c => c.TargetMethod.Name == "IsUnique" && c.Values() is not [{ ConstantValue: { HasValue: true, Value: false } }]);
        if (!isUnique || names.IsEmpty)
        {
            return;
        }

        var last = chain.LastOrDefault() ?? call;
        var isDeclared = IsKept(last) || chain.Any(c => c.TargetMethod.Name is "IsUniquePerShard" or "HasGlobalIndex" or "IsGlobal" or "IsGlobalIndex");
        Of(entity).Unique.Add(new UniqueDeclaration(names, isDeclared, last.Syntax));
    }

    /// <summary>The calls that follow one in its chain.</summary>
    public static IEnumerable<IInvocationOperation> Chain(IInvocationOperation call)
    {
        for (var next = call.NextCall(); next is not null; next = next.NextCall())
        {
            yield return next;
        }
    }

    /// <summary>Whether the chain's builder is kept, so that more may be said of it elsewhere.</summary>
    public static bool IsKept(IInvocationOperation last) => last.Parent is not (IExpressionStatementOperation or IReturnOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });

    private EntityDeclarations Of(ITypeSymbol entity)
    {
        if (!_entities.TryGetValue(entity, out var declarations))
        {
            _entities.Add(entity, declarations = new EntityDeclarations());
        }

        return declarations;
    }

    /// <summary>The entity that a builder is for; null if it is no entity's builder, or the source does not tell.</summary>
    private static ITypeSymbol? EntityOf(IOperation builder)
    {
        var bare = builder.Bare();
        return bare.Type is not INamedTypeSymbol { Name: "EntityTypeBuilder" } type || !type.ContainingNamespace.Is(Builders) ? null
            : type.TypeArguments is [var entity] ? entity
            : bare is not IInvocationOperation call ? null
            : call.TargetMethod.Name == "Entity" ? (call.Values().FirstOrDefault()?.Bare() as ITypeOfOperation)?.TypeOperand
            : call.Receiver() is { } receiver ? EntityOf(receiver)
            : null;
    }

    private static (ITypeSymbol Entity, string Property)? PropertyOf(IInvocationOperation call)
    {
        for (var current = call.Receiver()?.Bare(); current is IInvocationOperation earlier; current = earlier.Receiver()?.Bare())
        {
            if (earlier.TargetMethod.Name == "Property")
            {
                return earlier.Receiver() is { } builder && EntityOf(builder) is { } entity && earlier.PropertyNames() is [var name] ? (entity, name) : null;
            }
        }

        return null;
    }
}
