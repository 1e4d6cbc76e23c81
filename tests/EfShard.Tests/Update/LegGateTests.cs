using System.Runtime.CompilerServices;
using EfShard.Execution;

namespace EfShard.Tests.Update;

public sealed class LegGateTests
{
    private readonly LegGate _gate = new();

    [Fact]
    public void The_gate_is_active_while_any_scope_is_open()
    {
        Assert.False(_gate.IsActive);
        var outer = _gate.Enter();
        var inner = _gate.Enter();
        Assert.True(_gate.IsActive);
        outer.Dispose();
        Assert.True(_gate.IsActive);
        inner.Dispose();
        Assert.False(_gate.IsActive);
    }

    [Fact]
    public async Task A_call_waits_until_the_one_before_it_has_ended()
    {
        using var scope = _gate.Enter();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());

        var one = _gate.RunAsync(first, static f => f.Task, CancellationToken.None);
        var two = _gate.RunAsync(
            second,
            static s =>
            {
                s.SetResult();
                return Task.CompletedTask;
            },
            CancellationToken.None);

        Assert.False(second.Task.IsCompleted);
        first.SetResult();
        await one;
        await two;
        Assert.True(second.Task.IsCompleted);
    }

    [Fact]
    public async Task A_synchronous_call_waits_for_an_asynchronous_one()
    {
        using var scope = _gate.Enter();
        var first = new TaskCompletionSource();
        var one = _gate.RunAsync(first, static f => f.Task, CancellationToken.None);

        var two = Task.Run(() => _gate.Run(first, static f => f.Task.IsCompleted));
        first.SetResult();

        Assert.True(await two);
        await one;
    }

    [Fact]
    public async Task What_a_call_changes_for_a_moment_is_not_read()
    {
        using var scope = _gate.Enter();
        var (isListening, goOn) = (new StrongBox<bool>(true), new TaskCompletionSource());
        var call = _gate.RunAsync(
            (isListening, goOn.Task),
            static async s =>
            {
                s.isListening.Value = false;
                await s.Task;
                s.isListening.Value = true;
            },
            CancellationToken.None);

        var reading = Task.Run(() => _gate.Read(isListening, static s => s.Value));
        goOn.SetResult();

        Assert.True(await reading);
        await call;
    }

    [Fact]
    public void What_is_read_again_because_of_a_call_meanwhile_is_what_that_left()
    {
        using var scope = _gate.Enter();
        var (isListening, reads) = (false, 0);

        var read = _gate.Read(
            this,
            _ =>
            {
                if (reads++ == 0)
                {
                    var before = isListening;
                    var other = new Thread(() => _gate.Run(true, value => isListening = value));
                    other.Start();
                    other.Join();
                    return before;
                }

                return isListening;
            });

        Assert.True(read);
        Assert.Equal(2, reads);
    }

    [Fact]
    public void Where_nobody_is_inside_nothing_is_waited_for()
    {
        using var scope = _gate.Enter();
        var reads = 0;
        Assert.True(_gate.Read(this, _ => ++reads == 1));
        Assert.True(_gate.Run(this, _ => _gate.Read(this, _ => ++reads == 2)));
    }

    [Fact]
    public async Task A_call_from_within_a_call_does_not_wait()
    {
        using var scope = _gate.Enter();

        var value = await _gate.RunAsync(
            _gate,
            static async outer =>
            {
                await Task.Yield();
                return await outer.RunAsync(outer, static inner => new ValueTask<int>(inner.Run(1, static one => one + 1)), CancellationToken.None);
            },
            CancellationToken.None);

        Assert.Equal(2, value);
        Assert.Equal(4, _gate.Run(_gate, static outer => outer.Run(3, static three => three + 1)));
    }

    [Fact]
    public async Task Work_that_outlives_its_call_takes_turns_again()
    {
        using var scope = _gate.Enter();
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task<int>? left = null;
        await _gate.RunAsync(
            _gate,
            gate =>
            {
                left = LaterAsync();
                return Task.CompletedTask;

                async Task<int> LaterAsync()
                {
                    await go.Task;
                    return await gate.RunAsync(gate, static _ => new ValueTask<int>(7), CancellationToken.None);
                }
            },
            CancellationToken.None);

        var holding = _gate.RunAsync(started, static s => s.Task, CancellationToken.None);
        go.SetResult();
        Assert.False(left!.IsCompleted);
        started.SetResult();

        Assert.Equal(7, await left);
        await holding;
    }

    [Fact]
    public async Task A_wait_can_be_cancelled_and_leaves_the_gate_free_for_others()
    {
        using var scope = _gate.Enter();
        using var cancelled = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var one = _gate.RunAsync(first, static f => f.Task, CancellationToken.None);
        var two = _gate.RunAsync(first, static _ => Task.CompletedTask, cancelled.Token);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        first.SetResult();
        await one;

        Assert.Equal(1, _gate.Run(1, static n => n));
    }

    [Fact]
    public void A_call_that_fails_gives_its_turn_back()
    {
        using var scope = _gate.Enter();

        Assert.Throws<InvalidOperationException>(() => _gate.Run(0, static _ => throw new InvalidOperationException()));

        Assert.Equal(1, _gate.Run(1, static n => n));
    }
}
