using EfShard.Execution;
using EfShard.Execution.Rehearsing;
using EfShard.Model;
using EfShard.Topology;
using EfShard.Update.Moving;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Update;

/// <summary>
///     Comes in: a save of a dry run. Finds the shards of its rows among those that are planned for, and notes what would come of it in the
///     <see cref="DryRunLedger" />. What would be an error there is noted and not thrown: on the one database the save works.
/// </summary>
internal sealed class SaveRehearsal(ShardTopology planned, ShardPin pin)
{
    private readonly DryRunLedger _ledger = DryRunLedger.Of(planned);
    private readonly ShardPin _unpinned = new();

    /// <summary>Notes a save.</summary>
    /// <param name="draft">The save.</param>
    /// <param name="transaction">The open transaction, if the application has begun one.</param>
    public void Note(SaveDraft draft, object? transaction)
    {
        Rehearsal rehearsal;
        try
        {
            draft = Unpinned(draft);
            rehearsal = pin.IsNamed ? OneShard : Judge(draft, new PlaceLocator(planned, _unpinned).Locate(draft.Places), transaction);
        }
        catch (Exception exception)
        {
            rehearsal = Rehearsal.Refused(exception.Message);
        }

        Note(draft, transaction, rehearsal);
    }

    /// <inheritdoc cref="Note(SaveDraft, object)" />
    /// <param name="draft">The save.</param>
    /// <param name="transaction">The open transaction, if the application has begun one.</param>
    /// <param name="cancellationToken">Cancels strategies that wait.</param>
    public async ValueTask NoteAsync(SaveDraft draft, object? transaction, CancellationToken cancellationToken)
    {
        Rehearsal rehearsal;
        try
        {
            draft = Unpinned(draft);
            rehearsal = pin.IsNamed
                ? OneShard
                : Judge(draft, await new PlaceLocator(planned, _unpinned).LocateAsync(draft.Places, cancellationToken).ConfigureAwait(false), transaction);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            rehearsal = Rehearsal.Refused(exception.Message);
        }

        Note(draft, transaction, rehearsal);
    }

    private static Rehearsal OneShard => new(DryRunTier.OneShard, 1);

    private SaveDraft Unpinned(SaveDraft draft)
    {
        var (places, moving) = new RowPlaces(ShardModel.Of(draft.Adapter.Model), draft.Adapter, _unpinned).Of(draft.Commands);
        return draft with { Places = places, Moving = moving };
    }

    private Rehearsal Judge(SaveDraft draft, int[] shards, object? transaction)
    {
        var written = shards.Contains(PlaceLocator.EveryShard) ? Enumerable.Range(0, planned.Shards.Count).ToArray() : shards.Distinct().ToArray();
        var writers = transaction is null ? written.Length : _ledger.AddWriters(transaction, written);
        return writers < 2 ? OneShard
            : WhyNoMove(draft, shards) is { } refusal ? Rehearsal.Refused(refusal, writers)
            : planned.CrossShardCommit is not CrossShardCommit.Reject ? new Rehearsal(DryRunTier.SeveralShards, writers)
            : Rehearsal.Refused(transaction is null ? UpdateErrors.WouldBeRejected : WriteErrors.SecondWriter(writers), writers);
    }

    /// <summary>Why a row could not go to the shard of its new key, if one had to.</summary>
    private string? WhyNoMove(SaveDraft draft, int[] shards)
    {
        try
        {
            _ = RowMoves.Find(draft, shards, draft.Commands.Select((command, i) => (command, shards[i])).ToDictionary(), planned);
            return null;
        }
        catch (Exception refusal) when (refusal is CrossShardCommitException or ShardKeyException)
        {
            return refusal.Message;
        }
    }

    private void Note(SaveDraft draft, object? transaction, Rehearsal rehearsal)
    {
        var entities = draft.Commands.SelectMany(command => command.Entries).Select(entry => entry.EntityType.DisplayName())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        _ledger.Find(string.Join('\n', entities), transaction is not null)?.Add(rehearsal);
    }
}
