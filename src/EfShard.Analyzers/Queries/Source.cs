using System.Linq;
using System.Collections.Immutable;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>An occurrence of an entity in a query: a set, or what a navigation leads to. Compared by reference.</summary>
internal sealed class Source
{
    public Source(Entity entity, ShardingModel model, SyntaxNode syntax)
        => (Entity, Model, Syntax) = (entity, model, syntax);

    public Entity Entity { get; }

    /// <summary>The model to read its navigations by.</summary>
    public ShardingModel Model { get; }

    /// <summary>Where it stands.</summary>
    public SyntaxNode Syntax { get; }

    public Placement Placement => Entity.Placement;

    /// <summary>Whether it is a <c>DbSet</c>, as opposed to a parameter or a navigation.</summary>
    public bool IsSet { get; init; }

    /// <summary>Whether conditions that can't be seen may limit it.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>The join that reading its columns needs; null once it is counted, or if there is none.</summary>
    public JoinSite? Pending { get; set; }

    public ValueList<Column> Columns(ValueList<string> names) => [.. names.Select(name => new Column(this, name))];
}
