using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EfShard.Tests.Execution;

/// <summary>However a context is registered or made, it asks its shards, and the next one begins afresh.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly FourShards _shards = new();

    public RegistrationTests() => _shards.Fill(owners: 8);

    public void Dispose() => _shards.Dispose();

    [Fact]
    public Task AddDbContext() => CheckAsync<NotesContext>(services => services.AddDbContext<NotesContext>(options => _shards.Use(options)));

    [Fact]
    public Task AddDbContextPool()
        => CheckAsync<NotesContext>(services => services.AddDbContextPool<NotesContext>(options => _shards.Use(options), poolSize: 1));

    [Fact]
    public Task AddDbContextFactory()
        => CheckFactoryAsync(services => services.AddDbContextFactory<NotesContext>(options => _shards.Use(options)));

    [Fact]
    public Task AddPooledDbContextFactory()
        => CheckFactoryAsync(services => services.AddPooledDbContextFactory<NotesContext>(options => _shards.Use(options), poolSize: 1));

    [Fact]
    public async Task OnConfiguring()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var context = new SelfConfiguredNotes(_shards);
            await CheckAsync(context);
        }
    }

    [Fact]
    public Task A_registered_context_that_configures_itself()
        => CheckAsync<SelfConfiguredNotes>(services => services.AddSingleton(_shards).AddDbContext<SelfConfiguredNotes>());

    private static async Task CheckAsync<TContext>(Action<IServiceCollection> register)
        where TContext : NotesContext
    {
        var services = new ServiceCollection();
        register(services);
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        for (var i = 0; i < 2; i++)
        {
            await using var scope = provider.CreateAsyncScope();
            await CheckAsync(scope.ServiceProvider.GetRequiredService<TContext>());
        }
    }

    private static async Task CheckFactoryAsync(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        for (var i = 0; i < 2; i++)
        {
            await using var context = await provider.GetRequiredService<IDbContextFactory<NotesContext>>().CreateDbContextAsync();
            await CheckAsync(context);
        }
    }

    private static async Task CheckAsync(NotesContext context)
    {
        Assert.Empty(context.ChangeTracker.Entries());
        Assert.Equal(16, await context.Notes.CountAsync());
        var mine = await context.Notes.Where(n => n.OwnerId == 3).OrderBy(n => n.Id).ToListAsync();
        Assert.Equal([30L, 31L], mine.Select(n => (long)n.Id));
        mine[0].Text = "changed";
        Assert.Equal(1, await context.SaveChangesAsync());
        mine[0].Text = "first of 3";
        Assert.Equal(1, await context.SaveChangesAsync());
    }

    private sealed class SelfConfiguredNotes(FourShards shards) : NotesContext(new DbContextOptions<NotesContext>())
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => shards.Use(optionsBuilder);
    }
}
