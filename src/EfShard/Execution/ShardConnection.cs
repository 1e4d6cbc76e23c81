using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using EfShard.Execution.Replicas;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using IsolationLevel = System.Data.IsolationLevel;

namespace EfShard.Execution;

/// <summary>
///     A context's connection to one shard: the provider's own, with two things done when it is physically opened. It takes one of the
///     process's permits for the shard, given back when the physical connection closes, and has the shard's map verified once.
/// </summary>
/// <param name="inner">The provider's connection.</param>
/// <param name="shard">Its shard.</param>
/// <param name="gate">Gives permits, and verifies.</param>
/// <param name="link">What ties it to a server, where the shard has several.</param>
/// <param name="legs">The permits that its context has taken for the legs of a statement; <see langword="null" /> if it is none of the context's legs.</param>
internal sealed class ShardConnection(IRelationalConnection inner, ShardNode shard, IShardGate gate, ServerLink? link = null, LegPermits? legs = null)
    : IRelationalConnection, ITransactionEnlistmentManager
{
    private DbConnection? _watched;
    private bool _holdsPermit;
    private int _version = shard.Version;

    public ShardNode Shard { get; } = shard;

    /// <summary>What ties the connection to a server; <see langword="null" /> where the shard has but one.</summary>
    public ServerLink? Link { get; private set; } = link;

    /// <summary>Whether the connection takes writes.</summary>
    public bool IsPrimary => Link is null or { IsPrimary: true };

    /// <summary>Whether the application has it: what it does with it is seen by nobody.</summary>
    public bool IsExposed { get; private set; }

    /// <summary>Whether it can be opened without one more permit.</summary>
    public bool HoldsPermit => _holdsPermit;

    public string? ConnectionString
    {
        get => inner.ConnectionString;
        set => inner.ConnectionString = value;
    }

    [AllowNull]
    public DbConnection DbConnection
    {
        get => inner.DbConnection;
        set => inner.DbConnection = value;
    }

    public DbContext Context => inner.Context;

    public Guid ConnectionId => inner.ConnectionId;

    public int? CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    public IDbContextTransaction? CurrentTransaction => inner.CurrentTransaction;

    public System.Transactions.Transaction? EnlistedTransaction => (inner as ITransactionEnlistmentManager)?.EnlistedTransaction;

    public System.Transactions.Transaction? CurrentAmbientTransaction => (inner as ITransactionEnlistmentManager)?.CurrentAmbientTransaction;

    public void EnlistTransaction(System.Transactions.Transaction? transaction)
        => (inner as ITransactionEnlistmentManager)?.EnlistTransaction(transaction);

    public void SetDbConnection(DbConnection? value, bool contextOwnsConnection) => inner.SetDbConnection(value, contextOwnsConnection);

    public IRelationalCommand RentCommand() => inner.RentCommand();

    public void ReturnCommand(IRelationalCommand command) => inner.ReturnCommand(command);

    public bool Open(bool errorsExpected = false)
    {
        if (inner.DbConnection.State == ConnectionState.Open)
        {
            return inner.Open(errorsExpected);
        }

        RefuseIfDetached();
        RefuseIfTransactionIsLost();
        PointAnew();
        _holdsPermit = _holdsPermit || legs?.TryUse(Shard) is true || gate.Enter(Shard);
        try
        {
            var opened = Link is null ? inner.Open(errorsExpected) : Link.Open(inner, errorsExpected);
            VerifyOrClose();
            return opened;
        }
        catch (Exception exception) when (exception is DbException or ShardMapException && Link is null && !gate.IsVerified(Shard))
        {
            // A shard that was detached before this process began may be gone.
            gate.Explain(Shard, inner, exception);
            throw;
        }
        finally
        {
            GiveBackIfClosed();
        }
    }

    public async Task<bool> OpenAsync(CancellationToken cancellationToken, bool errorsExpected = false)
    {
        if (inner.DbConnection.State == ConnectionState.Open)
        {
            return await inner.OpenAsync(cancellationToken, errorsExpected).ConfigureAwait(false);
        }

        RefuseIfDetached();
        RefuseIfTransactionIsLost();
        PointAnew();
        _holdsPermit = _holdsPermit || legs?.TryUse(Shard) is true || await gate.EnterAsync(Shard, cancellationToken).ConfigureAwait(false);
        try
        {
            var opened = await (Link is null
                ? inner.OpenAsync(cancellationToken, errorsExpected)
                : Link.OpenAsync(inner, errorsExpected, cancellationToken)).ConfigureAwait(false);
            if (!IsVerified || gate.IsLookDue(Shard))
            {
                await VerifyOrCloseAsync(cancellationToken).ConfigureAwait(false);
            }

            return opened;
        }
        catch (Exception exception) when (exception is DbException or ShardMapException && Link is null && !gate.IsVerified(Shard))
        {
            await gate.ExplainAsync(Shard, inner, exception, cancellationToken).ConfigureAwait(false);
            throw;
        }
        finally
        {
            GiveBackIfClosed();
        }
    }

    public bool Close()
    {
        try
        {
            return inner.Close();
        }
        finally
        {
            GiveBackIfClosed();
        }
    }

    public Task<bool> CloseAsync()
    {
        var closing = inner.CloseAsync();
        if (!closing.IsCompletedSuccessfully)
        {
            return CloseLaterAsync(closing);
        }

        GiveBackIfClosed();
        return closing;
    }

    /// <summary>The connection for whoever may close it without this class: the application, or the provider's transaction.</summary>
    public DbConnection Expose()
    {
        IsExposed = true;
        Watch();
        return inner.DbConnection;
    }

    public IDbContextTransaction BeginTransaction() => BeginTransaction(IsolationLevel.Unspecified);

    public IDbContextTransaction BeginTransaction(IsolationLevel isolationLevel)
    {
        // The provider's connection opens itself here, past this class: so it is opened first, and its own count goes back to one.
        Watch();
        Open();
        try
        {
            return inner.BeginTransaction(isolationLevel);
        }
        finally
        {
            inner.Close();
        }
    }

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
        => BeginTransactionAsync(IsolationLevel.Unspecified, cancellationToken);

    public async Task<IDbContextTransaction> BeginTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken = default)
    {
        Watch();
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await inner.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await inner.CloseAsync().ConfigureAwait(false);
        }
    }

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction) => inner.UseTransaction(transaction);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction, Guid transactionId) => inner.UseTransaction(transaction, transactionId);

    public Task<IDbContextTransaction?> UseTransactionAsync(DbTransaction? transaction, CancellationToken cancellationToken = default)
        => inner.UseTransactionAsync(transaction, cancellationToken);

    public Task<IDbContextTransaction?> UseTransactionAsync(DbTransaction? transaction, Guid transactionId, CancellationToken cancellationToken = default)
        => inner.UseTransactionAsync(transaction, transactionId, cancellationToken);

    public void CommitTransaction() => inner.CommitTransaction();

    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => inner.CommitTransactionAsync(cancellationToken);

    public void RollbackTransaction() => inner.RollbackTransaction();

    public Task RollbackTransactionAsync(CancellationToken cancellationToken = default) => inner.RollbackTransactionAsync(cancellationToken);

    public void ResetState()
    {
        inner.ResetState();
        GiveBackIfClosed();
    }

    public async Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        await inner.ResetStateAsync(cancellationToken).ConfigureAwait(false);
        GiveBackIfClosed();
    }

    public void Dispose()
    {
        inner.Dispose();
        Unwatch();
        GiveBack();
    }

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        Unwatch();
        GiveBack();
    }

    /// <summary>A replica is verified by itself: its connection string may be the wrong one too.</summary>
    private bool IsVerified => gate.IsVerified(Shard) && Link is null or { Server.IsVerified: true };

    private void VerifyOrClose()
    {
        var isVerified = IsVerified;
        if (isVerified && !gate.IsLookDue(Shard))
        {
            return;
        }

        try
        {
            if (isVerified)
            {
                gate.Look(Shard, inner.DbConnection);
            }
            else
            {
                gate.Verify(Shard, inner.DbConnection);
                Link?.Server.IsVerified = true;
            }

            RefuseIfDetached();
        }
        catch
        {
            inner.Close();
            throw;
        }
    }

    private async Task VerifyOrCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsVerified)
            {
                await gate.LookAsync(Shard, inner.DbConnection, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await gate.VerifyAsync(Shard, inner.DbConnection, cancellationToken).ConfigureAwait(false);
                Link?.Server.IsVerified = true;
            }

            RefuseIfDetached();
        }
        catch
        {
            await inner.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void RefuseIfDetached()
    {
        if (Shard.Availability is ShardAvailability.Detached)
        {
            throw ArchivedShards.Detached(Shard);
        }
    }

    /// <summary>EF Core would open it again, and what follows would be committed at once, whatever becomes of the transaction over shards.</summary>
    private void RefuseIfTransactionIsLost()
    {
        if (inner.CurrentTransaction is not null)
        {
            throw new InvalidOperationException(WriteErrors.TransactionLost(Shard));
        }
    }

    /// <summary>The shard's servers may have been changed since. A link finds the primary by itself.</summary>
    private void PointAnew()
    {
        if (_version != Shard.Version)
        {
            _version = Shard.Version;
            Link ??= gate.Point(Shard, inner);
        }
    }

    private void GiveBackIfClosed()
    {
        if (_holdsPermit && inner.DbConnection.State != ConnectionState.Open)
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        if (_holdsPermit)
        {
            _holdsPermit = false;
            if (legs?.TryKeep(Shard) is not true)
            {
                gate.Leave(Shard);
            }

            Link?.Closed();
        }
    }

    private async Task<bool> CloseLaterAsync(Task<bool> closing)
    {
        try
        {
            return await closing.ConfigureAwait(false);
        }
        finally
        {
            GiveBackIfClosed();
        }
    }

    /// <summary>
    ///     From now on whoever closes the physical connection, past this class, gives the permit back by it. Not from the start: most contexts
    ///     read once, and a handler costs them more than the permit.
    /// </summary>
    private void Watch()
    {
        var connection = inner.DbConnection;
        if (!ReferenceEquals(_watched, connection))
        {
            Unwatch();
            _watched = connection;
            connection.StateChange += OnStateChange;
        }
    }

    private void Unwatch()
    {
        if (_watched is not null)
        {
            _watched.StateChange -= OnStateChange;
            _watched = null;
        }
    }

    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
        {
            GiveBack();
        }
    }
}
