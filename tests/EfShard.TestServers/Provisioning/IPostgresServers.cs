namespace EfShard.TestServers.Provisioning;

/// <summary>At least four PostgreSQL servers that really are separate, wherever they come from.</summary>
internal interface IPostgresServers
{
    /// <summary>Where they come from, for messages and the record.</summary>
    string Source { get; }

    /// <summary>One connection string for each server, to a database from which others can be created.</summary>
    IReadOnlyList<string> ConnectionStrings { get; }
}
