namespace EfShard.Providers;

/// <summary>What a failure says about the server on which it happened.</summary>
internal enum ServerFailure
{
    /// <summary>Nothing: the statement is at fault.</summary>
    None,

    /// <summary>The server can't be reached, or the connection to it was lost.</summary>
    Lost,

    /// <summary>It is a standby, and this can't be answered by one: a function that writes, or a conflict with what it replays.</summary>
    NeedsPrimary,
}
