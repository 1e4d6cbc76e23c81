using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>Keeps what is logged, for contexts that use it as their logger factory.</summary>
public sealed class EventList : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(EventId Id, LogLevel Level, string Text)> _events = new();

    /// <summary>The texts of an event.</summary>
    public IReadOnlyList<string> this[EventId id] => [.. _events.Where(e => e.Id == id).Select(e => e.Text)];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _events.Enqueue((eventId, logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
