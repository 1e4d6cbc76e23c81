using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EfShard.AspNetCore;

/// <summary>
///     Begins a session for each request from the tokens that it brings, and writes the session's token into the response's headers at the last moment: when the
///     response begins. docs/replicas.md has the cases.
/// </summary>
internal sealed class ShardingSessionMiddleware(
    RequestDelegate next, ShardingSessionOptions options, Func<IServiceProvider, DbContextOptions> optionsOf, ILogger<ShardingSessionMiddleware> logger)
{
    private static readonly Action<ILogger, string, Exception?> Refused = LoggerMessage.Define<string>(
        LogLevel.Warning, ShardingEventId.SessionTokenRefused, "A session token of request '{path}' was refused.");

    private static readonly Action<ILogger, string, Exception?> Late = LoggerMessage.Define<string>(
        LogLevel.Warning, ShardingEventId.SessionWroteLate,
        "Request '{path}' wrote after its response had begun, so that the session token in its headers does not cover it: the client's next reads may miss "
        + "what was written. Mark the endpoint with [WritesFollow], or write before the response begins.");

    private readonly SessionTokens _tokens = new(options);

    public async Task InvokeAsync(HttpContext context)
    {
        using var session = ShardingSession.Begin(optionsOf(context.RequestServices));
        if (!Import(context, session) && options.Refusal is ShardingSessionRefusal.BadRequest)
        {
            _tokens.Delete(context);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("The session token is malformed or forged.", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.OnStarting(() => WriteAsync(context, session));
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            if (context.Response.HasStarted && session.HasChanged)
            {
                await TellLateAsync(context, session).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes over the tokens of a request.</summary>
    /// <returns>Whether none was refused.</returns>
    private bool Import(HttpContext context, ShardingSession session)
    {
        var accepted = true;
        foreach (var token in _tokens.Of(context.Request).Append(_tokens.OfLink(context.Request)).OfType<string>())
        {
            try
            {
                session.Import(token);
            }
            catch (ShardSessionException refusal)
            {
                Refused(logger, context.Request.Path, refusal);
                accepted = false;
            }
        }

        if (!accepted)
        {
            session.AssumeWritten();
        }

        return accepted;
    }

    private async Task WriteAsync(HttpContext context, ShardingSession session)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<WritesFollowAttribute>() is not null)
        {
            session.AssumeWritten();
        }

        if (session.HasChanged || _tokens.AreTooMany(context.Request))
        {
            // Not cancelled with the request: the client may be gone, and come back.
            _tokens.Write(context, await session.ExportAsync(CancellationToken.None).ConfigureAwait(false));
        }
    }

    /// <summary>Headers are sent already. Trailers reach programs, not browsers.</summary>
    private async Task TellLateAsync(HttpContext context, ShardingSession session)
    {
        var token = await session.ExportAsync(CancellationToken.None).ConfigureAwait(false);
        if (context.Response.SupportsTrailers() && options.Carrier is ShardingSessionCarrier.Header)
        {
            context.Response.AppendTrailer(options.HeaderName, token);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<WritesFollowAttribute>() is null)
        {
            Late(logger, context.Request.Path, null);
        }
    }
}
