using EfShard.Execution.Replicas;
using EfShard.Infrastructure;
using EfShard.Sessions;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard;

/// <summary>
///     A session that several contexts share: while it is the current one, every context of the same shards that this flow of control makes reads and writes in it. For
///     requests, messages and jobs; in ASP.NET Core <c>app.UseShardingSession()</c> begins one for each request.
/// </summary>
/// <remarks>
///     A context joins when it first reads or writes, and stays. Work that a flow of control leaves behind belongs to the session too, also after
///     <see cref="Dispose" />: it is not in what was exported before it was done.
/// </remarks>
public sealed class ShardingSession : IDisposable
{
    private readonly ShardTopology _topology;
    private readonly ReplicaWatch? _watch;
    private readonly ShardSession _session = new();
    private readonly AmbientSession? _outer;
    private int _known;
    private bool _isDisposed;

    private ShardingSession(ShardTopology topology, ReplicaWatch? watch)
    {
        (_topology, _watch) = (topology, watch);
        _outer = AmbientSession.Current;
        AmbientSession.Current = new AmbientSession(topology, _session, _outer);
    }

    /// <summary>Whether options are those of a sharded context.</summary>
    /// <param name="options">The options of a context.</param>
    public static bool CanBegin(DbContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.FindExtension<ShardingOptionsExtension>() is not null;
    }

    /// <summary>Begins a session for the shards of a context's options, and makes it the current one until it is disposed.</summary>
    /// <param name="options">The options of a sharded context.</param>
    /// <exception cref="InvalidOperationException">The options have no <c>UseSharding</c>.</exception>
    public static ShardingSession Begin(DbContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var topology = ShardingOptionsExtension.TopologyOf(options);
        return new ShardingSession(
            topology,
            topology.HasReplicas && ShardingOptionsExtension.DialectOf(options).Replication is { } replication ? ReplicaWatch.Of(topology, replication) : null);
    }

    /// <summary>Whether the session has written, or at level <see cref="Consistency.Session" /> read, since the last import or export: then another token is due.</summary>
    public bool HasChanged => _session.Version != Volatile.Read(ref _known);

    /// <summary>Takes over what another session has written and read, beside what this one knows of its own.</summary>
    /// <param name="token">A text from <see cref="ExportAsync" /> or <see cref="ShardingFacade.ExportSession" />, of this process or another with the same shards.</param>
    /// <exception cref="ShardSessionException">The text is malformed, or not signed with the options' <c>SessionKey</c>. Nothing is taken over.</exception>
    public void Import(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var hasChanged = HasChanged;
        SessionToken.AddTo(_session, token, SessionToken.KeyOf(_topology));
        if (!hasChanged)
        {
            _known = _session.Version;
        }
    }

    /// <summary>
    ///     Takes it that the session has written something on every shard that nobody knows of: the next read of a shard asks its primary for its position first.
    ///     For a token that was refused, and for a token that goes out before the last write.
    /// </summary>
    public void AssumeWritten()
    {
        foreach (var node in _topology.Shards)
        {
            if (node.Servers is not null)
            {
                _session.Unsettle(node.Name, _topology.Replicas.Time.GetUtcNow());
            }
        }
    }

    /// <summary>The session as a short text. Asks the servers that it has read at level <see cref="Consistency.Session" /> for their positions, if there are any.</summary>
    /// <param name="cancellationToken">Cancels the questions.</param>
    public async Task<string> ExportAsync(CancellationToken cancellationToken = default)
    {
        foreach (var shard in _session.UnsettledReads)
        {
            if (_topology.TryGetShard(shard, out var node))
            {
                await ReadSettlement.SettleAsync(_topology, node, _session, _watch, cancellationToken).ConfigureAwait(false);
            }
        }

        // The version first: what comes in between is told by the next token.
        Volatile.Write(ref _known, _session.Version);
        return SessionToken.Write(_session.Marks, SessionToken.KeyOf(_topology));
    }

    /// <summary>Makes the session that was current before the current one again.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            AmbientSession.Current = _outer;
        }
    }
}
