using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using EfShard.Execution;
using EfShard.Execution.Rehearsing;
using EfShard.Execution.Replicas;
using EfShard.Ids;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using IsolationLevel = System.Data.IsolationLevel;

namespace EfShard.Integration;

/// <summary>
///     What EF Core takes for the connection of a sharded context. Statements go through the commands it rents; transactions span the shards
///     that are touched; and whatever would use "the" connection itself (raw SQL, <c>OpenConnection</c>, <c>GetDbConnection</c>) is refused
///     unless a shard is pinned: nothing may silently go to whichever shard happens to be first.
/// </summary>
internal sealed class ShardedConnection : IRelationalConnection, ITransactionEnlistmentManager, IShowsCommands
{
    private readonly IRelationalConnection _home;
    private readonly ShardPin _pin;
    private readonly LegGate _gate;
    private FanOut? _fanOut;
    private GatherExecution? _gather;
    private ShardedCommand? _spare;

    public ShardedConnection(IServiceProvider services, Provided<IRelationalConnection> home, IDbContextOptions options, ShardPin pin, LegGate gate)
    {
        _home = home.Service;
        _pin = pin;
        _gate = gate;
        Connections = new ShardConnectionSet(services, _home, options);
    }

    public ShardConnectionSet Connections { get; }

    public StatementRouter Router => new(Connections, _pin);

    public FanOut FanOut => _fanOut ??= new FanOut(Connections, Router, Connections.Dialect);

    /// <summary>What a dry run does beside running statements; <see langword="null" /> if it is none.</summary>
    public StatementRehearsal? Rehearsal => Connections.Topology.Planned is null ? null : new StatementRehearsal(Connections, _pin);

    /// <summary>What brings rows of several shards together.</summary>
    public GatherExecution Gather => _gather ??= new GatherExecution(this);

    /// <summary>What changes rows by keys that are brought together.</summary>
    public GatheredWriteExecution GatheredWrite => new(this);

    /// <summary>The transaction that is open, over however many shards.</summary>
    public ShardedTransaction? Transaction { get; private set; }

    public IDbContextTransaction? CurrentTransaction => Transaction;

    public DbContext Context => _home.Context;

    public Guid ConnectionId => _home.ConnectionId;

    public string? ConnectionString
    {
        get => _pin.Shard is { } pinned ? Connections[pinned].ConnectionString : null;
        set => throw new InvalidOperationException(
            "The connection string of a sharded context can't be set: its shards have theirs from UseSharding(...AddShard(name, connectionString)).");
    }

    [AllowNull]
    public DbConnection DbConnection
    {
        get
        {
            const string What = "the context's DbConnection (raw SQL, GetDbConnection)";
            var pinned = _pin.Shard ?? throw NotPinned(What);
            Rehearsal?.NoteUnseen(What);
            Connections.RefuseIfAttached("The context's DbConnection (raw SQL, GetDbConnection)");
            JoinIfReadOnly(pinned);

            // Nobody sees what is done with it.
            Connections.NoteWrite(pinned);
            return Connections.Expose(pinned);
        }
        set => throw new InvalidOperationException(
            "The connection of a sharded context can't be set: its shards have theirs from UseSharding(...AddShard(name, dataSource)).");
    }

    public int? CommandTimeout
    {
        get => Connections.CommandTimeout;
        set => Connections.CommandTimeout = value;
    }

    public System.Transactions.Transaction? EnlistedTransaction => null;

    public System.Transactions.Transaction? CurrentAmbientTransaction => System.Transactions.Transaction.Current;

    public static CrossShardQueryException NotPinned(string what)
        => new(
            what,
            "it needs one shard, and what it would touch can't be seen, so that no shard can be chosen for it.",
            "Name the shard: using (context.Sharding().UseShard(\"...\")) { ... }.");

    public void SetDbConnection(DbConnection? value, bool contextOwnsConnection) => DbConnection = value;

    public IRelationalConnection ForShowing() => Connections[_pin.Shard ?? Connections.Home ?? 0];

    public IRelationalCommand RentCommand()
    {
        var command = _spare ?? new ShardedCommand(this);
        _spare = null;
        return command;
    }

    public void ReturnCommand(IRelationalCommand command)
    {
        if (command is ShardedCommand sharded)
        {
            sharded.Release();
            _spare ??= sharded;
        }
    }

    public bool Open(bool errorsExpected = false) => Pinned("opening the connection").Open(errorsExpected);

    public async Task<bool> OpenAsync(CancellationToken cancellationToken, bool errorsExpected = false)
    {
        if (_pin.Shard is { } pinned && Transaction is { } transaction && Connections.ReadOnly?.MustJoin(pinned) is true)
        {
            await transaction.EnlistAsync(pinned, cancellationToken).ConfigureAwait(false);
        }

        return await Pinned("opening the connection").OpenAsync(cancellationToken, errorsExpected).ConfigureAwait(false);
    }

    public bool Close() => Pinned("closing the connection").Close();

    public Task<bool> CloseAsync() => Pinned("closing the connection").CloseAsync();

    public IDbContextTransaction BeginTransaction() => BeginTransaction(IsolationLevel.Unspecified);

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
        => BeginTransactionAsync(IsolationLevel.Unspecified, cancellationToken);

    public IDbContextTransaction BeginTransaction(IsolationLevel isolationLevel)
    {
        IdSource.Prepare(ShardModel.Of(Context.Model), Connections, Connections.Dialect);
        return PinnedTransaction.Join(Start(isolationLevel), _pin.Shard);
    }

    public async Task<IDbContextTransaction> BeginTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken = default)
    {
        await IdSource.PrepareAsync(ShardModel.Of(Context.Model), Connections, Connections.Dialect, cancellationToken).ConfigureAwait(false);
        return await PinnedTransaction.JoinAsync(Start(isolationLevel), _pin.Shard, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a transaction that changes nothing, so that replicas may serve it.</summary>
    public IDbContextTransaction BeginReadOnly(IsolationLevel isolationLevel) => PinnedTransaction.Join(Start(isolationLevel, isReadOnly: true), _pin.Shard);

    /// <inheritdoc cref="BeginReadOnly" />
    public Task<IDbContextTransaction> BeginReadOnlyAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
        => PinnedTransaction.JoinAsync(Start(isolationLevel, isReadOnly: true), _pin.Shard, cancellationToken);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction) => UseTransaction(transaction, Guid.NewGuid());

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction, Guid transactionId)
    {
        var pinned = Pinned("UseTransaction");
        var used = pinned.UseTransaction(transaction, transactionId);
        return Adopt(used);
    }

    public Task<IDbContextTransaction?> UseTransactionAsync(DbTransaction? transaction, CancellationToken cancellationToken = default)
        => UseTransactionAsync(transaction, Guid.NewGuid(), cancellationToken);

    public async Task<IDbContextTransaction?> UseTransactionAsync(DbTransaction? transaction, Guid transactionId, CancellationToken cancellationToken = default)
    {
        var pinned = Pinned("UseTransaction");
        var used = await pinned.UseTransactionAsync(transaction, transactionId, cancellationToken).ConfigureAwait(false);
        return Adopt(used);
    }

    public void CommitTransaction() => Current().Commit();

    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Current().CommitAsync(cancellationToken);

    public void RollbackTransaction() => Current().Rollback();

    public Task RollbackTransactionAsync(CancellationToken cancellationToken = default) => Current().RollbackAsync(cancellationToken);

    public void EnlistTransaction(System.Transactions.Transaction? transaction)
    {
        if (transaction is not null)
        {
            throw new InvalidOperationException(
                "A sharded context can't enlist in a System.Transactions transaction: its shards would not commit together. "
                + "Use context.Database.BeginTransaction().");
        }
    }

    /// <summary>
    ///     Whether replicas may answer a statement: a SELECT that can be seen through, outside of a transaction. What a user's own function or raw
    ///     SQL does can't be seen.
    /// </summary>
    public bool MayReadReplicas(StatementTemplate? template)
        => Connections.Topology.HasReplicas && Transaction is null && template is { Plan: { Kind: StatementKind.Select, NeedsPin: null, AsksAll: false } };

    /// <summary>
    ///     Whether replicas may answer a statement that asks one shard. If it is pinned and its connection was opened by the application, that is
    ///     the one that is meant.
    /// </summary>
    public bool MayReadReplica(StatementTemplate? template, int shard)
        => MayReadReplicas(template)
            && Connections.Topology.Shards[shard].Servers is not null
            && (_pin.Shard != shard || Connections[shard].DbConnection.State != System.Data.ConnectionState.Open);

    /// <summary>How fresh a statement's rows must be: what the query says, or what is in force around it.</summary>
    public Consistency ConsistencyOf(StatementTemplate template, IReadOnlyDictionary<string, object?> parameters)
        => template.Plan.Consistency switch
        {
            ValueSource.Parameter parameter => Consistency.FromCode((string)parameters[parameter.Name]!),
            ValueSource.Constant constant => Consistency.FromCode((string)constant.Value!),
            _ => Connections.Reading.Consistency,
        };

    /// <summary>Makes shards take part in the open transaction, if there is one, before a statement runs on them.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="isWrite">Whether it changes rows.</param>
    /// <param name="isUnseen">Whether that can't be seen.</param>
    public void Enlist(ShardSet shards, bool isWrite, bool isUnseen = false)
    {
        if (Transaction is { } transaction)
        {
            if (isWrite)
            {
                transaction.EnlistForWriting([.. shards.AsEnumerable()]);
                return;
            }

            for (var i = 0; i < shards.Count; i++)
            {
                transaction.Enlist(shards[i]);
                if (isUnseen)
                {
                    transaction.Marks.AddUnseen(shards[i]);
                }
            }
        }
    }

    /// <inheritdoc cref="Enlist" />
    public async ValueTask EnlistAsync(ShardSet shards, bool isWrite, CancellationToken cancellationToken, bool isUnseen = false)
    {
        if (Transaction is { } transaction)
        {
            if (isWrite)
            {
                await transaction.EnlistForWritingAsync([.. shards.AsEnumerable()], cancellationToken).ConfigureAwait(false);
                return;
            }

            for (var i = 0; i < shards.Count; i++)
            {
                await transaction.EnlistAsync(shards[i], cancellationToken).ConfigureAwait(false);
                if (isUnseen)
                {
                    transaction.Marks.AddUnseen(shards[i]);
                }
            }
        }
    }

    /// <summary>Begins a transaction in which no shard takes part yet.</summary>
    public ShardedTransaction Start(IsolationLevel isolationLevel, bool isReadOnly = false)
    {
        StatementRouter.RefuseAmbientTransaction();
        if (Transaction is not null)
        {
            throw new InvalidOperationException("The connection is already in a transaction and can't participate in another one.");
        }

        // A pinned transaction is one shard's: as without sharding, raw SQL included.
        Connections.Attached = Connections.Topology.CrossShardCommit is CrossShardCommit.Atomic && _pin.Shard is null && !isReadOnly
            ? new AttachedShards(Connections)
            : null;
        Connections.ReadOnly = isReadOnly ? new ReadOnlyLegs(Connections, isolationLevel) : null;
        return Transaction = new ShardedTransaction(
            Connections, Connections.Dialect, _pin, isolationLevel, Connections.Attached, Connections.ReadOnly,
            () => (Transaction, Connections.Attached, Connections.ReadOnly) = (null, null, null));
    }

    /// <summary>While legs run side by side, the context's loggers and interceptors are called one at a time.</summary>
    public LegGate.Scope SerializeLegs() => _gate.Enter();

    public void ResetState()
    {
        Transaction?.Dispose();
        Connections.ResetState();
        CommandTimeout = _home.CommandTimeout;
    }

    public async Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        if (Transaction is not null)
        {
            await Transaction.DisposeAsync().ConfigureAwait(false);
        }

        await Connections.ResetStateAsync(cancellationToken).ConfigureAwait(false);
        CommandTimeout = _home.CommandTimeout;
    }

    public void Dispose()
    {
        Transaction?.Dispose();
        Connections.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (Transaction is not null)
        {
            await Transaction.DisposeAsync().ConfigureAwait(false);
        }

        await Connections.DisposeAsync().ConfigureAwait(false);
    }

    private IRelationalConnection Pinned(string what)
    {
        var pinned = _pin.Shard ?? throw NotPinned(what);
        Rehearsal?.NoteUnseen(what);
        Connections.RefuseIfAttached($"The context's connection ({what})");
        JoinIfReadOnly(pinned);
        return Connections[pinned];
    }

    /// <summary>In a transaction that only reads, a shard's connection is that of the server which is chosen when the shard joins.</summary>
    private void JoinIfReadOnly(int pinned)
    {
        if (Connections.ReadOnly?.MustJoin(pinned) is true)
        {
            Transaction?.Enlist(pinned);
        }
    }

    private ShardedTransaction Current()
        => Transaction ?? throw new InvalidOperationException("There is no open transaction to commit or roll back; begin one with BeginTransaction().");

    private ShardedTransaction? Adopt(IDbContextTransaction? used)
    {
        if (used is null)
        {
            return Transaction = null;
        }

        var adopted = Start(IsolationLevel.Unspecified);
        adopted.Adopt(_pin.Shard!.Value);
        return adopted;
    }
}
