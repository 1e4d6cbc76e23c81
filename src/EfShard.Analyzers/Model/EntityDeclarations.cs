using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>What one method of the source says about one entity. Filled by <see cref="FluentReader" />, then only read.</summary>
internal sealed class EntityDeclarations
{
    public Residence Residence { get; set; }

    public ValueList<string> ShardKey { get; set; } = [];

    /// <summary>The group that is said; null if none is.</summary>
    public string? Group { get; set; }

    /// <summary>Whether a group is said that is no constant.</summary>
    public bool HasUnreadableGroup { get; set; }

    /// <summary>Whether the shard key of a saved row may change.</summary>
    public bool AllowsKeyChange { get; set; }

    /// <summary>The primary key that is said; null if none is.</summary>
    public ValueList<string>? PrimaryKey { get; set; }

    /// <summary>By property: whether the database makes its value.</summary>
    public Dictionary<string, bool> GeneratedByDatabase { get; } = new(StringComparer.Ordinal);

    public List<UniqueDeclaration> Unique { get; } = [];

    public List<ValueList<string>> GlobalIndexes { get; } = [];

    public List<RelationshipDeclaration> Relationships { get; } = [];

    /// <summary>Navigations to owned or complex types.</summary>
    public HashSet<string> Owned { get; } = new(StringComparer.Ordinal);

    /// <summary>The call that says where the entity lives; null if none does.</summary>
    public SyntaxNode? Syntax { get; set; }
}
