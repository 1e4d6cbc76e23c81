using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EfShard.Tests.Commit;

/// <summary>Keeps what is logged.</summary>
internal sealed class EventLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, EventId Id, LogLevel Level, string Message)> _events = new();

    public IReadOnlyCollection<(string Category, EventId Id, LogLevel Level, string Message)> Events => _events;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _events);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<(string Category, EventId Id, LogLevel Level, string Message)> events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => events.Enqueue((category, eventId, logLevel, formatter(state, exception)));
    }
}
