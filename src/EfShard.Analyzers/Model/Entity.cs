using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>An entity type as a context's model has it.</summary>
/// <param name="Type">The class.</param>
/// <param name="Placement">Where its rows live.</param>
/// <param name="PrimaryKey">Its primary key; empty if the source does not tell.</param>
internal sealed record Entity(ITypeSymbol Type, Placement Placement, ValueList<string> PrimaryKey)
{
    public string Name => Type.Name;

    /// <summary>Whether the shard key of a saved row may change, which moves the row.</summary>
    public bool AllowsKeyChange { get; init; }

    public bool IsSharded => Placement.IsSharded;

    /// <summary>Whether columns decide on which shard a row is.</summary>
    public bool IsPlacedBy(ValueList<string> columns) => !Placement.Key.IsEmpty && Placement.Key.All(columns.Contains);
}
