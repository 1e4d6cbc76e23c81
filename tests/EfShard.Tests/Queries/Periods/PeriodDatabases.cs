using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Periods;

/// <summary>The same readings, visits and stamps in one database and over four shards. Many lie at the very edge of a period.</summary>
public abstract class PeriodDatabases : IAsyncLifetime
{
    private int _ids;

    /// <summary>The smallest step of time that the database keeps.</summary>
    protected abstract TimeSpan Step { get; }

    public abstract CommandRecorder Recorder { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    public PeriodContext Single() => new(Options(UseSingle));

    public PeriodContext Sharded() => new(Options(UseShards, sharded => sharded.AddInterceptors(Recorder)));

    protected abstract void UseSingle(DbContextOptionsBuilder options);

    protected abstract void UseShards(DbContextOptionsBuilder options);

    protected async Task CreateAsync()
    {
        foreach (var context in (PeriodContext[])[Single(), Sharded()])
        {
            _ids = 0;
            await using (context)
            {
                await context.Database.EnsureCreatedAsync();
                context.AddRange(Rows());
                await context.SaveChangesAsync();
            }
        }
    }

    private static DbContextOptions<PeriodContext> Options(Action<DbContextOptionsBuilder> use, Action<DbContextOptionsBuilder>? more = null)
    {
        var options = new DbContextOptionsBuilder<PeriodContext>();
        use(options);
        more?.Invoke(options);
        return options.Options;
    }

    private IEnumerable<object> Rows()
    {
        for (var month = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc); month < new DateTime(2024, 12, 31, 0, 0, 0, DateTimeKind.Utc); month = month.AddMonths(1))
        {
            foreach (var time in (DateTime[])[month, month + Step, month.AddHours(13.5), month.AddDays(17), month.AddMonths(1) - Step, month.AddMonths(1).AddMilliseconds(-0.6)])
            {
                yield return new PeriodContext.Reading { Id = NextId(), At = time };
                yield return new PeriodContext.Stamp { Id = NextId(), At = new DateTimeOffset(time) };
                yield return new PeriodContext.Visit { Id = NextId(), Day = DateOnly.FromDateTime(time) };
            }
        }
    }

    // The same in both databases.
    private Guid NextId() => new(++_ids, 0, 0, new byte[8]);
}
