using EfShard.Tests.Queries.Gathering;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Tests.Queries;

public class PostgresPieceTests(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    [PostgresTheory]
    [MemberData(nameof(Pieces.Names), MemberType = typeof(Pieces))]
    public Task Shards_do_their_piece_and_no_more_is_shipped(string piece) => PieceRun.CheckAsync(Pieces.Named(piece), databases);
}
