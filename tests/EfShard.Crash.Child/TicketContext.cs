using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>Tickets, whose ids many processes make.</summary>
public sealed class TicketContext(DbContextOptions options) : DbContext(options)
{
    private const int Saved = 100;

    public DbSet<Ticket> Tickets => Set<Ticket>();

    /// <summary>A context over shards s0, s1, ...</summary>
    public static TicketContext Over(IReadOnlyList<string> connectionStrings, TimeProvider? time = null)
        => new(new DbContextOptionsBuilder().UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < connectionStrings.Count; i++)
            {
                sharding.AddShard($"s{i}", connectionStrings[i]);
            }

            if (time is not null)
            {
                sharding.TimeProvider(time);
            }
        }).Options);

    /// <summary>
    ///     Says that it is ready, waits for a line, and makes tickets by a clock that is wrong by some time and now and then goes back; a line for each id. The first are saved.
    /// </summary>
    public static async Task RunAsync(IReadOnlyList<string> shards, TimeSpan skew, int count)
    {
        var time = new SkewedTime(skew);
        await using (var first = Over(shards, time))
        {
            await first.Tickets.CountAsync();
        }

        Console.WriteLine("ready");
        if (Console.ReadLine() is null)
        {
            return;
        }

        await using var context = Over(shards, time);
        List<Ticket> tickets = [.. Enumerable.Range(0, count).Select(i => new Ticket { OwnerId = i % 10 })];
        await context.AddRangeAsync(tickets.Take(Saved));
        await context.SaveChangesAsync();
        context.AddRange(tickets.Skip(Saved));
        foreach (var ticket in tickets)
        {
            Console.WriteLine(ticket.Id.ToString(CultureInfo.InvariantCulture));
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Ticket>().HasShardKey(t => t.OwnerId).Property(t => t.Id).HasShardedId();

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow()
            => DateTimeOffset.UtcNow + skew - TimeSpan.FromSeconds(Interlocked.Increment(ref _looks) % 7);
    }
}
