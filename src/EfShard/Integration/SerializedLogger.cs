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
internal abstract class SerializedLogger<TLogger, TCategory>(TLogger inner, LegGate gate) : IDiagnosticsLogger<TCategory>
    where TLogger : IDiagnosticsLogger<TCategory>
    where TCategory : LoggerCategory<TCategory>, new()
{
    protected TLogger Inner { get; } = inner;

    protected LegGate Gate { get; } = gate;

    public ILoggingOptions Options => Inner.Options;

    public LoggingDefinitions Definitions => Inner.Definitions;

    public ILogger Logger => Inner.Logger;

    public DiagnosticSource DiagnosticSource => Inner.DiagnosticSource;

    public IDbContextLogger DbContextLogger => Inner.DbContextLogger;

    public virtual IInterceptors? Interceptors => Inner.Interceptors;

    public bool ShouldLogSensitiveData() => Inner.ShouldLogSensitiveData();

    public void DispatchEventData(EventDefinitionBase definition, EventData eventData, bool diagnosticSourceEnabled, bool simpleLogEnabled)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, definition, eventData, diagnosticSourceEnabled, simpleLogEnabled),
                static a => a.Inner.DispatchEventData(a.definition, a.eventData, a.diagnosticSourceEnabled, a.simpleLogEnabled));
        }
        else
        {
            Inner.DispatchEventData(definition, eventData, diagnosticSourceEnabled, simpleLogEnabled);
        }
    }
}
