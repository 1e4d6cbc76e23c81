using EfShard.Providers;

namespace EfShard.Commit;

/// <summary>
///     Looks for the answer to a decider's commit that got lost: asks the decider again and again on new connections, for as long as
///     <see cref="CommitRules.Patience" /> says.
/// </summary>
/// <param name="id">The transaction's id.</param>
/// <param name="door">Leads to the decider, or to whoever has taken its place.</param>
/// <param name="dialect">The database's statements.</param>
internal sealed class LostAnswer(Guid id, PrimaryDoor door, TwoPhaseDialect dialect)
{
    // A limit of I/O: a clock that a test holds would make it endless.
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly DecisionLookup _lookup = new(dialect);

    /// <summary>Asks.</summary>
    /// <param name="failures">Gets what went wrong meanwhile.</param>
    /// <returns><see cref="CommitOutcome.Undecided" /> if the patience is over.</returns>
    public CommitOutcome FindOut(List<Exception> failures)
    {
        for (var start = Time.GetTimestamp(); Time.GetElapsedTime(start) < CommitRules.Patience; Thread.Sleep(Pause))
        {
            try
            {
                using var connection = door.Open();
                if (_lookup.Ask(connection, id) is var outcome and not CommitOutcome.Undecided)
                {
                    return outcome;
                }
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        return CommitOutcome.Undecided;
    }

    /// <inheritdoc cref="FindOut" />
    public async Task<CommitOutcome> FindOutAsync(List<Exception> failures)
    {
        using var patience = new CancellationTokenSource(CommitRules.Patience, Time);
        while (!patience.IsCancellationRequested)
        {
            try
            {
                var connection = await door.OpenAsync(patience.Token).ConfigureAwait(false);
                await using var ofConnection = connection.ConfigureAwait(false);
                if (await _lookup.AskAsync(connection, id, patience.Token).ConfigureAwait(false) is var outcome and not CommitOutcome.Undecided)
                {
                    return outcome;
                }
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }

            await Task.Delay(Pause, Time, CancellationToken.None).ConfigureAwait(false);
        }

        return CommitOutcome.Undecided;
    }
}
