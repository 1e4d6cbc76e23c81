using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers.Gathering;

/// <summary>A part's statement on one shard, ready to be asked.</summary>
/// <param name="Connection">The shard's open connection.</param>
/// <param name="Part">The part.</param>
/// <param name="Command">The statement with its parameters.</param>
/// <param name="Parameters">Their values, for this connection.</param>
/// <param name="Scratch">The open connection that has the temporary tables.</param>
/// <param name="ShardName">The shard's name, for errors that come while its rows are on their way.</param>
/// <param name="Literal">Makes the statement's text with the values written into it, for what takes no parameters.</param>
internal sealed record GatherSource(
    IRelationalConnection Connection, ShippedPart Part, IRelationalCommand Command, RelationalCommandParameterObject Parameters,
    IRelationalConnection Scratch, string ShardName, Func<string> Literal);
