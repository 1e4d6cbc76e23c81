namespace EfShard.Execution;

/// <summary>
///     Lets the context's loggers and interceptors be called by one leg at a time: they are the application's, written for a context that does
///     one thing at a time. Scoped. Costs a field's look while no legs run.
/// </summary>
internal sealed class LegGate
{
    private Turnstile? _turnstile;
    private int _running;

    /// <summary>Whether legs run side by side, so that calls have to take turns.</summary>
    public bool IsActive => Volatile.Read(ref _running) > 0;

    /// <summary>Makes calls take turns until the result is disposed. Scopes may overlap.</summary>
    public Scope Enter()
    {
        _turnstile ??= new Turnstile();
        Interlocked.Increment(ref _running);
        return new Scope(this);
    }

    /// <summary>
    ///     Reads what only calls change, without waiting for a turn where nobody had one meanwhile: legs ask a dozen times each whether anybody listens, and a call that
    ///     finds out changes the answer for a moment.
    /// </summary>
    public bool Read<TState>(TState state, Func<TState, bool> read)
    {
        var turnstile = _turnstile!;
        var before = Volatile.Read(ref turnstile.Passages);
        if (before % 2 == 0)
        {
            var result = read(state);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref turnstile.Passages) == before)
            {
                return result;
            }
        }

        return Run(state, read);
    }

    /// <summary>Calls when it is this leg's turn. A call from within a call, by an interceptor that runs a command itself, does not wait.</summary>
    public T Run<TState, T>(TState state, Func<TState, T> call)
    {
        var turnstile = _turnstile!;
        if (turnstile.IsInside)
        {
            return call(state);
        }

        turnstile.Free.Wait(CancellationToken.None);
        Interlocked.Increment(ref turnstile.Passages);
        var outer = turnstile.Current.Value;
        var turn = new Turn();
        turnstile.Current.Value = turn;
        try
        {
            return call(state);
        }
        finally
        {
            turn.IsOver = true;
            turnstile.Current.Value = outer;
            turnstile.Leave();
        }
    }

    /// <inheritdoc cref="Run{TState, T}(TState, Func{TState, T})" />
    public void Run<TState>(TState state, Action<TState> call)
        => Run(
            (state, call),
            static s =>
            {
                s.call(s.state);
                return true;
            });

    /// <inheritdoc cref="Run{TState, T}(TState, Func{TState, T})" />
    public async ValueTask<T> RunAsync<TState, T>(TState state, Func<TState, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var turnstile = _turnstile!;
        if (turnstile.IsInside)
        {
            return await call(state).ConfigureAwait(false);
        }

        await turnstile.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref turnstile.Passages);
        var turn = new Turn();

        // Flows into the call and no further: an asynchronous method's changes end with it.
        turnstile.Current.Value = turn;
        try
        {
            return await call(state).ConfigureAwait(false);
        }
        finally
        {
            turn.IsOver = true;
            turnstile.Leave();
        }
    }

    /// <inheritdoc cref="Run{TState, T}(TState, Func{TState, T})" />
    public Task RunAsync<TState>(TState state, Func<TState, Task> call, CancellationToken cancellationToken)
        => RunAsync(
            (state, call),
            static async s =>
            {
                await s.call(s.state).ConfigureAwait(false);
                return true;
            },
            cancellationToken).AsTask();

    private void Exit() => Interlocked.Decrement(ref _running);

    /// <summary>While it is not disposed, legs may run.</summary>
    public readonly struct Scope(LegGate gate) : IDisposable
    {
        /// <summary>Ends the scope; to be called once.</summary>
        public void Dispose() => gate.Exit();
    }

    /// <summary>Made when the first legs run: most contexts never need it.</summary>
    private sealed class Turnstile
    {
        /// <summary>Counts those who went in and those who came out: odd while somebody is inside.</summary>
        public int Passages;

        public SemaphoreSlim Free { get; } = new(1, 1);

        public AsyncLocal<Turn?> Current { get; } = new();

        public bool IsInside => Current.Value is { IsOver: false };

        public void Leave()
        {
            Interlocked.Increment(ref Passages);
            Free.Release();
        }
    }

    /// <summary>A turn is an object so that work which an interceptor leaves running does not keep it.</summary>
    private sealed class Turn
    {
        public volatile bool IsOver;
    }
}
