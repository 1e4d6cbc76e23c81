using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>A connection to several shards that can name one for commands that are only shown, never run.</summary>
internal interface IShowsCommands
{
    IRelationalConnection ForShowing();
}
