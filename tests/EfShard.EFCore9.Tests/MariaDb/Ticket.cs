namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>Its id is made by EfShard and tells its shard.</summary>
internal sealed class Ticket
{
    public long Id { get; set; }

    public long ReaderId { get; set; }
}
