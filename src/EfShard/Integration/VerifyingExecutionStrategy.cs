using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Stands in front of a retrying strategy. No strategy may repeat a commit whose outcome is not known, so that <see cref="CommitOutcomeUnknownException" /> passes them
///     all; but where the application has said how to find out (<c>verifySucceeded</c>), that is just what is to be asked. Then, and only then, the
///     strategy is shown a failure that it verifies, and repeats only what is known not to have happened.
/// </summary>
internal sealed class VerifyingExecutionStrategy(IExecutionStrategy inner) : IExecutionStrategy
{
    public bool RetriesOnFailure => inner.RetriesOnFailure;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded)
    {
        if (verifySucceeded is null)
        {
            return inner.Execute(state, operation, verifySucceeded);
        }

        try
        {
            return inner.Execute(state, Verifiable, verifySucceeded);
        }
        catch (TimeoutException shown) when (shown.InnerException is CommitOutcomeUnknownException)
        {
            // The strategy has no ear for it.
            ExceptionDispatchInfo.Throw(shown.InnerException);
            throw;
        }

        TResult Verifiable(DbContext context, TState s)
        {
            try
            {
                return operation(context, s);
            }
            catch (CommitOutcomeUnknownException unknown)
            {
                throw Shown(unknown);
            }
        }
    }

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default)
    {
        if (verifySucceeded is null)
        {
            return await inner.ExecuteAsync(state, operation, verifySucceeded, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await inner.ExecuteAsync(state, VerifiableAsync, verifySucceeded, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException shown) when (shown.InnerException is CommitOutcomeUnknownException)
        {
            ExceptionDispatchInfo.Throw(shown.InnerException);
            throw;
        }

        async Task<TResult> VerifiableAsync(DbContext context, TState s, CancellationToken token)
        {
            try
            {
                return await operation(context, s, token).ConfigureAwait(false);
            }
            catch (CommitOutcomeUnknownException unknown)
            {
                throw Shown(unknown);
            }
        }
    }

    private static TimeoutException Shown(CommitOutcomeUnknownException unknown) => new(unknown.Message, unknown);
}
