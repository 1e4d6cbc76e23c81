using EfShard.Model;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>One part of a gather, bound to the shards and values of one execution.</summary>
/// <param name="Template">The statement that it is part of.</param>
/// <param name="Part">The part.</param>
/// <param name="Number">Its place among the parts.</param>
/// <param name="Shards">The shards that can hold rows of it.</param>
/// <param name="Home">The shard that has the temporary tables and may be read there; <see langword="null" /> if rows can't stay.</param>
/// <param name="Scratch">Where the rows go.</param>
/// <param name="Parameters">The parameters of the execution.</param>
/// <param name="Meter">Counts rows and bytes.</param>
internal sealed record Shipment(
    StatementTemplate Template, ShippedPart Part, int Number, ShardSet Shards, int? Home, Scratch Scratch,
    RelationalCommandParameterObject Parameters, GatherMeter Meter)
{
    /// <summary>What is asked instead of the part's own statement: with the keys that narrow it, where there are few, or with a table's own columns.</summary>
    public SelectExpression? Changed { get; init; }

    /// <summary>The part's statement, with its parameters.</summary>
    public IRelationalCommand Command => Changed is null ? Template.GetPart(Number) : Template.Render(Changed);

    /// <summary>The same with the parameters' values written into it.</summary>
    public Func<string> Literal => () => Part.HasParameters
        ? Template.Render(new ParameterInliner(Parameters.ParameterValues ?? EmptyParameters.Instance).Visit(Changed ?? Part.Statement)).CommandText
        : Command.CommandText;

    /// <summary>What becomes of the rows that are where the temporary table is.</summary>
    public OwnRows OwnRows
        => Home is not { } home ? OwnRows.None
            : Part.Source is TableKind.Reference || Shards.IsSingle && Shards[0] == home ? (Part.HasParameters || Part.IsCopied || Changed is not null ? OwnRows.Copied : OwnRows.InPlace)
            : Shards.AsEnumerable().Contains(home) ? OwnRows.Copied
            : OwnRows.None;

    /// <summary>The shards that the rows are shipped from.</summary>
    public IEnumerable<int> Others
        => OwnRows is OwnRows.None ? Shards.AsEnumerable()
            : Part.Source is TableKind.Reference ? []
            : Shards.AsEnumerable().Where(s => s != Home);
}
