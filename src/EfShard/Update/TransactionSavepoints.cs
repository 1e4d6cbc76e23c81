namespace EfShard.Update;

/// <summary>
///     The application's savepoints of a transaction over shards: each shard has them all. A rollback to one that some shards have done and one has not leaves what could be
///     committed and is nobody's intent: the transaction is torn then (<see cref="TransactionMarks.IsTorn" />).
/// </summary>
internal sealed class TransactionSavepoints(Participants participants, TransactionMarks marks)
{
    public void Create(string name)
    {
        participants.ForEach(transaction => transaction.CreateSavepoint(name));
        marks.AddSavepoint(name);
    }

    public async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        await participants.ForEachAsync(transaction => transaction.CreateSavepointAsync(name, cancellationToken)).ConfigureAwait(false);
        marks.AddSavepoint(name);
    }

    public void RollbackTo(string name)
    {
        RefuseUnlessKnown(name);
        try
        {
            participants.ForEach(transaction => transaction.RollbackToSavepoint(name));
        }
        catch
        {
            TearIfSeveral();
            throw;
        }

        marks.RollbackTo(name);
    }

    public async Task RollbackToAsync(string name, CancellationToken cancellationToken)
    {
        RefuseUnlessKnown(name);
        try
        {
            await participants.ForEachAsync(transaction => transaction.RollbackToSavepointAsync(name, cancellationToken)).ConfigureAwait(false);
        }
        catch
        {
            TearIfSeveral();
            throw;
        }

        marks.RollbackTo(name);
    }

    public void Release(string name)
    {
        RefuseUnlessKnown(name);
        participants.ForEach(transaction => transaction.ReleaseSavepoint(name));
        marks.Release(name);
    }

    public async Task ReleaseAsync(string name, CancellationToken cancellationToken)
    {
        RefuseUnlessKnown(name);
        await participants.ForEachAsync(transaction => transaction.ReleaseSavepointAsync(name, cancellationToken)).ConfigureAwait(false);
        marks.Release(name);
    }

    private void TearIfSeveral()
    {
        if (participants.Transactions.Count > 1)
        {
            marks.Tear();
        }
    }

    private void RefuseUnlessKnown(string name)
    {
        // With a participant it is the database that knows, as in plain EF Core.
        if (participants.Count == 0 && !marks.HasSavepoint(name))
        {
            throw new InvalidOperationException(UpdateErrors.UnknownSavepoint(name));
        }
    }
}
