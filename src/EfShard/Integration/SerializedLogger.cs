using System.Diagnostics;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EfShard.Integration;

/// <summary>
///     Stands in front of one of a context's loggers, which call the application's interceptors: while legs run side by side, one call at a
///     time. Otherwise it does nothing but pass on.
/// </summary>
internal abstract class SerializedLogger<TCategory>(IDiagnosticsLogger<TCategory> inner, LegGate gate) : IDiagnosticsLogger<TCategory>
    where TCategory : LoggerCategory<TCategory>, new()
{
    protected LegGate Gate { get; } = gate;

    public ILoggingOptions Options => inner.Options;

    public LoggingDefinitions Definitions => inner.Definitions;

    public ILogger Logger => inner.Logger;

    public DiagnosticSource DiagnosticSource => inner.DiagnosticSource;

    public IDbContextLogger DbContextLogger => inner.DbContextLogger;

    public virtual IInterceptors? Interceptors => inner.Interceptors;

    public bool ShouldLogSensitiveData() => inner.ShouldLogSensitiveData();

    public void DispatchEventData(EventDefinitionBase definition, EventData eventData, bool diagnosticSourceEnabled, bool simpleLogEnabled)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, definition, eventData, diagnosticSourceEnabled, simpleLogEnabled),
                static a => a.inner.DispatchEventData(a.definition, a.eventData, a.diagnosticSourceEnabled, a.simpleLogEnabled));
        }
        else
        {
            inner.DispatchEventData(definition, eventData, diagnosticSourceEnabled, simpleLogEnabled);
        }
    }
}
