using System.Data.Common;
using System.Diagnostics;
using EfShard.Replicas.Tests.Rig;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>
///     A client at one level: writes and reads at random, restarts now and then with nothing but its token, and joins the tokens of others. It keeps
///     books of what its session has seen, which the history checks the reads against.
/// </summary>
public sealed class Client(int id, Consistency level, DbContextOptions<BankContext> options, IReadOnlyList<Register> registers, History history, int seed)
    : IAsyncDisposable
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<long, long> _seen = [];
    private BankContext _context = new(options);
    private Letter? _mail;

    public int Id => id;

    public Consistency Level => level;

    public int Failures { get; private set; }

    public async Task RunAsync(Func<bool> isEnough, IReadOnlyList<Client> others)
    {
        while (!isEnough())
        {
            try
            {
                await StepAsync(others);
            }
            catch (Exception exception) when (exception is DbException or DbUpdateException or TimeoutException
                || exception.InnerException is DbException)
            {
                // The shard is without a primary, or the connection was lost: the client goes on, as users do.
                Failures++;
                await Task.Delay(20);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private async Task StepAsync(IReadOnlyList<Client> others)
    {
        if (Interlocked.Exchange(ref _mail, null) is { } mail)
        {
            _context.Sharding().ImportSession(mail.Token);
            foreach (var (seen, value) in mail.Seen)
            {
                Saw(seen, value);
            }
        }

        var dice = _random.NextDouble();
        if (dice < 0.05)
        {
            var token = await _context.Sharding().ExportSessionAsync();
            await _context.DisposeAsync();
            _context = new BankContext(options);
            _context.Sharding().ImportSession(token);
        }
        else if (dice < 0.08 && others.Where(o => o != this && o.Level == level).ToArray() is { Length: > 0 } same)
        {
            var letter = new Letter(await _context.Sharding().ExportSessionAsync(), new(_seen));
            Interlocked.Exchange(ref same[_random.Next(same.Length)]._mail, letter);
        }

        var register = registers[_random.Next(registers.Count)];
        await (_random.NextDouble() < 0.3 ? WriteAsync(register) : ReadAsync(register.Id));
    }

    private async Task WriteAsync(Register register)
    {
        await register.Turn.WaitAsync();
        try
        {
            var value = register.Next();
            var begun = Stopwatch.GetTimestamp();
            var changed = await _context.Accounts.Where(a => a.Id == register.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value));
            Assert.Equal(1, changed);
            history.Add(new Operation(id, register.Id, true, value, begun, Stopwatch.GetTimestamp(), 0));
            Saw(register.Id, value);
        }
        finally
        {
            register.Turn.Release();
        }
    }

    private async Task ReadAsync(long register)
    {
        var mustSee = level.Level is ConsistencyLevel.ReadYourWrites or ConsistencyLevel.Session ? _seen.GetValueOrDefault(register) : 0;
        var begun = Stopwatch.GetTimestamp();
        var account = await _context.Accounts.AsNoTracking().WithConsistency(level).SingleAsync(a => a.Id == register);
        history.Add(new Operation(id, register, false, account.Value, begun, Stopwatch.GetTimestamp(), mustSee));
        if (level.Level is ConsistencyLevel.Session)
        {
            Saw(register, account.Value);
        }
    }

    private void Saw(long register, long value) => _seen[register] = Math.Max(value, _seen.GetValueOrDefault(register));

    /// <summary>A client's token, with what its session had seen.</summary>
    private sealed record Letter(string Token, Dictionary<long, long> Seen);
}
