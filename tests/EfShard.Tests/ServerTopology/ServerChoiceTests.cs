using EfShard.Topology;

namespace EfShard.Tests.ServerTopology;

public sealed class ServerChoiceTests
{
    private readonly Random _random = new(3);

    [Fact]
    public void Nobody_is_chosen_from_none() => Assert.Null(ServerChoice.Choose([], null, _random.NextDouble));

    [Fact]
    public void Equal_servers_get_equal_shares()
    {
        var servers = Servers(3);

        var shares = Draw(servers, 30_000);

        Assert.All(shares, share => Assert.InRange(share, 9_500, 10_500));
    }

    [Fact]
    public void Weights_shift_the_shares()
    {
        ShardServer[] servers = [Server("a", 3), Server("b", 1)];

        var shares = Draw(servers, 10_000);

        Assert.InRange(shares[0], 7_000, 10_000);
        Assert.InRange(shares[1], 1, 3_000);
    }

    [Fact]
    public void The_less_loaded_one_is_chosen()
    {
        var servers = Servers(2);
        servers[0].Begin();

        Assert.Equal([0, 100], Draw(servers, 100));
    }

    /// <summary>
    ///     Answers take as long as they do: mostly a millisecond or two, one of a hundred fifty times as long, whoever gives them. Nothing of it is a reason to prefer one
    ///     server. Many seeds: a share is chance, the tenth that it may be off is not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Noise_in_the_answers_of_equal_servers_shifts_their_shares_by_less_than_a_tenth(int sideBySide)
    {
        const int reads = 2_000;
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var servers = Servers(2);
            var counts = new int[2];
            var underWay = new Queue<ShardServer>();
            for (var i = 0; i < reads; i++)
            {
                var chosen = ServerChoice.Choose([.. servers], null, random.NextDouble)!;
                counts[Array.IndexOf(servers, chosen)]++;
                chosen.Begin();
                underWay.Enqueue(chosen);
                if (underWay.Count >= sideBySide)
                {
                    var done = underWay.Dequeue();
                    done.End();
                    done.Succeed(TimeSpan.FromMilliseconds((0.5 + (1.5 * random.NextDouble())) * (random.Next(100) == 0 ? 50 : 1)));
                }
            }

            Assert.InRange(Math.Abs(counts[0] - counts[1]) / (double)reads, 0, 0.1);
        }
    }

    [Fact]
    public void A_slow_server_is_tried_now_and_then_until_it_has_recovered()
    {
        var servers = Servers(2);
        for (var i = 0; i < 50; i++)
        {
            servers[0].Succeed(TimeSpan.FromMilliseconds(100));
            servers[1].Succeed(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(Draw(servers, 1_600)[0], 50, 160);

        for (var i = 0; i < 10; i++)
        {
            servers[0].Succeed(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(Draw(servers, 1_000)[0], 400, 600);
    }

    [Fact]
    public void The_local_zone_is_preferred_while_it_has_a_server()
    {
        ShardServer[] servers = [Server("a", 1, "east"), Server("b", 1, "west"), Server("c", 1)];

        Assert.Equal([0, 100, 0], Draw(servers, 100, "west"));
        Assert.DoesNotContain(0, Draw(servers, 100, "north"));
    }

    [Fact]
    public void A_user_stays_when_another_server_goes()
    {
        var servers = Servers(4);
        foreach (var user in Enumerable.Range(0, 200).Select(i => "user" + i))
        {
            var chosen = ServerChoice.ChooseFor(user, servers);
            foreach (var gone in servers.Where(s => s != chosen))
            {
                Assert.Same(chosen, ServerChoice.ChooseFor(user, servers.Where(s => s != gone).ToArray()));
            }
        }

        var users = Enumerable.Range(0, 4_000).GroupBy(i => ServerChoice.ChooseFor("user" + i, servers)).Select(g => g.Count());
        Assert.All(users, count => Assert.InRange(count, 800, 1_200));
    }

    private int[] Draw(ShardServer[] servers, int times, string? zone = null)
    {
        var counts = new int[servers.Length];
        for (var i = 0; i < times; i++)
        {
            counts[Array.IndexOf(servers, ServerChoice.Choose(servers.ToArray(), zone, _random.NextDouble))]++;
        }

        return counts;
    }

    private static ShardServer[] Servers(int count) => [.. Enumerable.Range(0, count).Select(i => Server("s" + i, 1))];

    private static ShardServer Server(string name, double weight, string? zone = null)
        => new(name, new ShardEndpoint(name, null) { Weight = weight, Zone = zone });
}
