#pragma warning disable EF1001 // The loggers of EF Core are made by an internal class, which the container finds by its type.
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;

namespace EfShard.Integration;

/// <summary>
///     The logger of saves, through which a leg that finds a concurrency conflict asks <see cref="ISaveChangesInterceptor" /> whether to throw.
///     EF Core calls that past the logger, so the interceptors themselves are handed out with a gate in front.
/// </summary>
/// <param name="inner">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal sealed class SerializedUpdateLogger(DiagnosticsLogger<DbLoggerCategory.Update> inner, LegGate gate)
    : SerializedLogger<IDiagnosticsLogger<DbLoggerCategory.Update>, DbLoggerCategory.Update>(inner, gate)
{
    public override IInterceptors? Interceptors
        => Gate.IsActive && base.Interceptors is { } interceptors ? new GatedInterceptors(interceptors, Gate) : base.Interceptors;

    private sealed class GatedInterceptors(IInterceptors inner, LegGate gate) : IInterceptors
    {
        public TInterceptor? Aggregate<TInterceptor>()
            where TInterceptor : class, IInterceptor
            => inner.Aggregate<TInterceptor>() is not ISaveChangesInterceptor interceptor
                ? inner.Aggregate<TInterceptor>()
                : new GatedInterceptor(interceptor, gate) as TInterceptor;
    }

    /// <summary>The events of the save as a whole are over or yet to come while legs run: conflicts alone come from them.</summary>
    private sealed class GatedInterceptor(ISaveChangesInterceptor inner, LegGate gate) : ISaveChangesInterceptor
    {
        public InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
            => gate.Run((inner, eventData, result), static a => a.inner.ThrowingConcurrencyException(a.eventData, a.result));

        public ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
            ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
            => gate.RunAsync(
                (inner, eventData, result, cancellationToken),
                static a => a.inner.ThrowingConcurrencyExceptionAsync(a.eventData, a.result, a.cancellationToken),
                CancellationToken.None);
    }
}
